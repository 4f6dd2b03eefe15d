import { randomInt } from 'node:crypto';
import { mkdir, rename, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { ImportsService } from '../../src/features/imports/imports.service.js';
import { uploadKey } from '../../src/features/uploads/upload-file.js';
import { Database } from '../../src/platform/database/database.js';
import { userFile } from '../imports/files.ts';
import { emptyUsers, type Outcome, outcomeOf } from '../imports/outcome.ts';
import { eventually } from '../support/eventually.ts';
import { whileLocked } from '../support/held-lock.ts';
import { TestImports } from '../support/imports.ts';
import { workerEnvironment } from '../support/worker-environment.ts';

const ROWS = 20_000;
const FILE = userFile(ROWS);
const COUNTS = { inserted: 19_795, updated: 0, skipped: 0, rejected: 205 };

let imports: TestImports;
let undisturbed: Outcome;

beforeAll(async () => {
  // One test lets statements wait for as long as the other run needs to come.
  imports = await TestImports.open({ DATABASE_STATEMENT_TIMEOUT_MS: '60000' });
  undisturbed = await outcomeOf(imports, await imports.import(FILE));
}, 60_000);

beforeEach(() => emptyUsers(imports));

async function done(id: string): Promise<number> {
  const { inserted, updated, skipped, rejected } = await imports.counts(id);
  return inserted + updated + skipped + rejected;
}

/** Waits until some of its rows are done, and not all. */
async function underWay(id: string): Promise<void> {
  const some = randomInt(1, ROWS / 2);
  await eventually(async () => (await done(id)) >= some, 60_000);
}

function change(id: string, how: 'pause' | 'resume' | 'cancel'): Promise<unknown> {
  const service = imports.app.get(ImportsService, { strict: false });
  return imports.app.get(Database).transaction('test.change', (tx) => service[how](tx, id));
}

it('an import is done when nothing disturbs it', () => {
  expect(undisturbed).toMatchObject({ state: 'completed', counts: COUNTS });
});

describe('an import that is paused', () => {
  it('gets no further row, and goes on where it was when it is resumed', async () => {
    const id = await imports.make(FILE, { batchSize: 200 });
    const running = imports.run(id);
    await underWay(id);
    await change(id, 'pause');
    const atPause = await outcomeOf(imports, id);
    expect(await running).toBe('stopped');
    expect(await outcomeOf(imports, id)).toEqual(atPause);
    expect(await imports.run(id)).toBe('stopped');
    await change(id, 'resume');
    expect(await imports.run(id)).toBe('finished');
    expect(await outcomeOf(imports, id)).toEqual(undisturbed);
  }, 60_000);
});

describe('an import that is cancelled', () => {
  it('gets no further row, and keeps those that it has', async () => {
    const id = await imports.make(FILE, { batchSize: 200 });
    const running = imports.run(id);
    await underWay(id);
    await change(id, 'cancel');
    const rows = await done(id);
    expect(await running).toBe('stopped');
    expect(rows).toBeLessThan(ROWS);
    expect(await done(id)).toBe(rows);
    const { inserted } = await imports.counts(id);
    expect(await imports.ask('SELECT FROM users')).toHaveLength(inserted);
    expect(await imports.find(id)).toMatchObject({ state: 'cancelled' });
  }, 60_000);
});

describe('an import that another run takes over', () => {
  it('is written by that one alone, each row once [W6.H3]', async () => {
    const id = await imports.make(FILE, { batchSize: 200 });
    // Whoever wants to add the same address waits, so that the first run cannot come to its end.
    const held = `INSERT INTO users (name, email) VALUES ('x', 'user15001@example.com')`;
    await whileLocked(held, async (release) => {
      const first = imports.run(id);
      await underWay(id);
      const epoch = async () => (await imports.find(id))?.epoch ?? 0;
      const before = await epoch();
      const second = imports.run(id);
      await eventually(async () => (await epoch()) > before, 60_000);
      await release();
      expect(await Promise.all([first, second])).toEqual(['stopped', 'finished']);
    });
    expect(await outcomeOf(imports, id)).toEqual(undisturbed);
  }, 60_000);
});

describe('the same file twice at once', () => {
  it('brings each row once, and all are counted [W6.H7]', async () => {
    const ids = [
      await imports.make(FILE, { onConflict: 'skip', batchSize: 500 }),
      await imports.make(FILE, { onConflict: 'skip', batchSize: 500 }),
    ];
    await Promise.all(ids.map((id) => imports.run(id)));
    const [one, other] = await Promise.all(ids.map((id) => outcomeOf(imports, id)));
    expect(one?.rows).toBe(undisturbed.rows);
    expect((one?.counts.inserted ?? 0) + (other?.counts.inserted ?? 0)).toBe(COUNTS.inserted);
    for (const outcome of [one, other]) {
      expect(outcome?.counts.rejected).toBe(200);
      expect((outcome?.counts.inserted ?? 0) + (outcome?.counts.skipped ?? 0)).toBe(ROWS - 200);
    }
  }, 60_000);
});

describe('imports that wait for each other', () => {
  it('advance in turns, portion by portion [W6.H7]', async () => {
    const [rows, inserted] = [2000, 1979];
    const file = userFile(rows);
    const ids = [await imports.make(file, { batchSize: 200 }), await imports.make(file, { batchSize: 200 })];
    const { signal } = new AbortController();
    const turns: string[] = [];
    for (let open = [...ids]; open.length > 0;) {
      const [id = '', ...others] = open;
      const outcome = await imports.runs.runPortion(id, { signal }, { portionMs: 20 });
      turns.push(`${ids.indexOf(id)} ${outcome}`);
      open = outcome === 'more' ? [...others, id] : others;
      // One that waits is one that another makes room for.
      if (outcome === 'more') expect(await imports.find(id)).toMatchObject({ state: 'queued' });
    }
    expect(turns.slice(0, 4)).toEqual(['0 more', '1 more', '0 more', '1 more']);
    const [one, other] = await Promise.all(ids.map((id) => imports.counts(id)));
    expect((one?.inserted ?? 0) + (other?.inserted ?? 0)).toBe(inserted);
    expect((one?.rejected ?? 0) + (other?.rejected ?? 0)).toBe(2 * rows - inserted);
  }, 60_000);
});

describe('an import whose database has no room left', () => {
  it('fails with the reason, and loses nothing when it is resumed', async () => {
    await imports.ask(`
      CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
      CREATE TRIGGER no_room BEFORE INSERT ON users FOR EACH ROW
      WHEN (NEW.email = 'user15001@example.com') EXECUTE FUNCTION no_room()`);
    const id = await imports.make(FILE, { batchSize: 200 });
    expect(await imports.run(id)).toBe('finished');
    expect(await imports.find(id)).toMatchObject({ state: 'failed', reason: 'disk_full' });
    const rows = await done(id);
    expect(rows).toBeGreaterThan(0);
    expect(rows).toBeLessThan(ROWS);
    await imports.ask('DROP FUNCTION no_room() CASCADE');
    await change(id, 'resume');
    expect(await imports.run(id)).toBe('finished');
    expect(await outcomeOf(imports, id)).toEqual(undisturbed);
  }, 60_000);
});

describe('an import of a file that is not there', () => {
  it('fails with the reason', async () => {
    const id = await imports.make(FILE);
    await imports.ask('UPDATE imports SET upload_id = NULL WHERE id = $1', [id]);
    expect(await imports.run(id)).toBe('finished');
    expect(await imports.find(id)).toMatchObject({ state: 'failed', reason: 'file_gone' });
  });
});

describe('an import of a file that is stored', () => {
  it('waits while it cannot be read, and goes on where it was', async () => {
    const id = await imports.make(FILE, { batchSize: 200 });
    const running = imports.run(id);
    await underWay(id);
    await change(id, 'pause');
    await running;
    const path = await storedPath(id);
    await rename(path, `${path}.kept`);
    await mkdir(path);
    await change(id, 'resume');
    const waits = () =>
      imports.log.of('import waits').filter((line) => JSON.stringify(line).includes('storage_unavailable'));
    const resumed = imports.run(id);
    await eventually(() => waits().length > 0, 60_000);
    await rm(path, { recursive: true });
    await rename(`${path}.kept`, path);
    expect(await resumed).toBe('finished');
    expect(await outcomeOf(imports, id)).toEqual(undisturbed);
  }, 60_000);

  it('in part only fails with the reason', async () => {
    const id = await imports.make(FILE);
    await truncate(await storedPath(id), FILE.length / 2);
    expect(await imports.run(id)).toBe('finished');
    expect(await imports.find(id)).toMatchObject({ state: 'failed', reason: 'file_changed' });
  });
});

async function storedPath(id: string): Promise<string> {
  const [row] = await imports.ask<{ upload: string }>(
    'SELECT upload_id AS upload FROM imports WHERE id = $1',
    [id],
  );
  const { STORAGE_DIR = '' } = await workerEnvironment();
  return join(STORAGE_DIR, uploadKey(row?.upload ?? ''));
}
