import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Advisories,
  type Advisory,
  type AdvisoryRegistry,
  startAdvisoryRegistry,
} from '../support/advisory-registry.ts';
import { run, type RunResult } from '../support/run.ts';

const DAY_MS = 86_400_000;
const ENTRY = {
  advisory: 'GHSA-aaaa-bbbb-cccc',
  package: 'left',
  reason: 'Nothing that clients send reaches this package.',
  until: dayIn(30),
};
// What every registry with advisories knows.
const known: Advisories = { growl: [advisory('qh2h-chj9-jffq', 'critical', '<1.10.0')] };
const withFinding: Advisories = {
  ...known,
  left: [advisory('aaaa-bbbb-cccc', 'high'), advisory('1111-2222-3333', 'moderate')],
};

let folder: string;
let registry: AdvisoryRegistry | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'audited-'));
  write('package.json', { name: 'audited', version: '1.0.0', ...dependencies });
  write('package-lock.json', lock);
});

afterEach(async () => {
  await registry?.close();
  rmSync(folder, { recursive: true });
});

const dependencies = { dependencies: { right: '1.0.0' }, devDependencies: { build: '3.0.0' } };
const lock = {
  name: 'audited',
  lockfileVersion: 3,
  requires: true,
  packages: {
    '': { name: 'audited', version: '1.0.0', ...dependencies },
    'node_modules/build': { version: '3.0.0', dev: true },
    'node_modules/left': { version: '2.1.0' },
    'node_modules/right': { version: '1.0.0', dependencies: { left: '^2.0.0' } },
  },
};

describe('npm run audit [W8.H4]', () => {
  it('passes when nothing is known against what production runs on', async () => {
    const { code, stdout, stderr } = await audit({ ...known, build: [advisory('dddd-eeee-ffff', 'high')] });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(
      '2 packages of production checked: 0 open and 0 allowed of level high and above, 0 below\n',
    );
    expect(registry?.asked).toEqual([{ growl: ['1.9.2'], left: ['2.1.0'], right: ['1.0.0'] }]);
  });

  it('fails on a finding of level high and shows it, and counts the milder ones', async () => {
    const { code, stdout } = await audit(withFinding);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^ {2}high +left 2\.1\.0 +GHSA-aaaa-bbbb-cccc .*A fault of the kind aaaa/m);
    expect(stdout).toContain('1 open and 0 allowed of level high and above, 1 below');
    expect(stdout).not.toMatch(/GHSA-1111|growl/);
  });

  it('passes with a finding that is allowed, and still shows it', async () => {
    allow(ENTRY);
    const { code, stdout, stderr } = await audit(withFinding);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Allowed for a time:\n.*\n {2}high +left 2\.1\.0 +GHSA-aaaa-bbbb-cccc/m);
  });

  it.each([
    ['is over', { ...ENTRY, until: dayIn(-1) }, /was allowed until .*, which is over/],
    ['is too long', { ...ENTRY, until: dayIn(200) }, /180 days is the longest/],
    ['names another package', { ...ENTRY, package: 'right' }, /in right is not found any more/],
    ['says no reason', { ...ENTRY, reason: '' }, /not a list of entries[^]*reason/],
    ['has no end', { ...ENTRY, until: undefined }, /not a list of entries[^]*until/],
  ])('fails when an entry of the list %s', async (_, entry, complaint) => {
    allow(entry);
    const { code, stdout, stderr } = await audit(withFinding);
    expect(code).toBe(1);
    expect(stderr).toMatch(complaint);
    expect(stdout).toContain('1 open and 0 allowed');
  });

  it('allows until the end of the last day', async () => {
    allow({ ...ENTRY, until: dayIn(0) });
    expect((await audit(withFinding)).code).toBe(0);
  });

  it('fails when an entry allows what is not found any more', async () => {
    allow(ENTRY);
    const { code, stderr } = await audit(known);
    expect(code).toBe(1);
    expect(stderr).toBe(
      'tools/audit/allowed.json: GHSA-aaaa-bbbb-cccc in left is not found any more; take the entry out\n',
    );
  });

  it.each([
    ['that refuses to answer (405)', { status: 405, body: '' }, '405 Method Not Allowed'],
    ['without advisories (404)', { status: 404, body: '{}' }, '404 Not Found'],
    ['that does not have them yet (501)', { status: 501, body: 'Not Implemented' }, '501 Not Implemented'],
    ['that is broken (500)', { status: 500, body: 'oops' }, '500 Internal Server Error'],
    ['that answers with a page', { status: 200, body: '<html>Sign in, please</html>' }, 'nvalid'],
    ['that answers null', { status: 200, body: 'null' }, 'does not know what everybody knows'],
    ['that answers an empty list', { status: 200, body: '[]' }, 'does not know what everybody knows'],
    ['that always answers nothing', { status: 200, body: '{}' }, 'does not know what everybody knows'],
    ['that never answers', 'silence', 'imeout'],
  ] as const)('does not pass for checked with a registry %s', async (_, answer, reason) => {
    const { code, stdout, stderr } = await audit(answer);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^NOTHING WAS CHECKED: /m);
    expect(stderr).toContain(reason);
  });

  it('does not pass for checked without a registry', async () => {
    registry = await startAdvisoryRegistry(known);
    await registry.close();
    const { code, stderr } = await auditAt(registry.url);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^NOTHING WAS CHECKED: .*ECONNREFUSED/m);
  });

  it('does not pass for checked without a lock file', async () => {
    rmSync(join(folder, 'package-lock.json'));
    const { code, stderr } = await audit(known);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^NOTHING WAS CHECKED: .*package-lock\.json/);
  });

  it('asks even where npm is told to stay offline', async () => {
    const { code } = await audit(withFinding, { npm_config_offline: 'true', npm_config_audit: 'false' });
    expect(code).toBe(1);
  });

  it('does not show the password in the address of a registry', async () => {
    registry = await startAdvisoryRegistry({ status: 405, body: '' });
    const { code, stderr } = await auditAt(registry.url.replace('//', '//somebody:hunter2@'));
    expect(code).toBe(2);
    expect(stderr).not.toContain('hunter2');
  });

  it('has a list in the project itself that is in order', async () => {
    writeAllowed(readFileSync('tools/audit/allowed.json', 'utf8'));
    expect((await audit({ status: 405, body: '' })).stderr).not.toContain('allowed.json');
  });
});

async function audit(
  answer: Parameters<typeof startAdvisoryRegistry>[0],
  env: Record<string, string> = {},
): Promise<RunResult> {
  registry = await startAdvisoryRegistry(answer);
  return auditAt(registry.url, env);
}

function auditAt(url: string, env: Record<string, string> = {}): Promise<RunResult> {
  return run(process.execPath, ['tools/audit.ts', '--project', folder], {
    // Nothing of this machine's own npm, whose settings come from its home.
    HOME: folder,
    npm_config_registry: url,
    npm_config_fetch_timeout: '1500',
    npm_config_update_notifier: 'false',
    ...env,
  });
}

function advisory(id: string, severity: Advisory['severity'], vulnerable_versions = '*'): Advisory {
  const url = `https://github.com/advisories/GHSA-${id}`;
  const title = `A fault of the kind ${id}`;
  return { id: Number.parseInt(id, 36), url, title, severity, vulnerable_versions };
}

function allow(entry: object): void {
  writeAllowed(JSON.stringify([entry]));
}

function writeAllowed(text: string): void {
  mkdirSync(join(folder, 'tools/audit'), { recursive: true });
  writeFileSync(join(folder, 'tools/audit/allowed.json'), text);
}

function write(file: string, content: object): void {
  writeFileSync(join(folder, file), JSON.stringify(content));
}

function dayIn(days: number): string {
  return new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
}
