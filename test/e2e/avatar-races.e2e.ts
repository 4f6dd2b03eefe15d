import { randomUUID } from 'node:crypto';
import sharp from 'sharp';
import { originalKey } from '../../src/features/avatars/avatar-files.js';
import { processAvatar } from '../../src/features/avatars/process-avatar.job.js';
import { JobQueues } from '../../src/platform/jobs/job-queues.js';
import { type Storage, STORAGE } from '../../src/platform/storage/storage.js';
import { aNoisyImage, anImage } from '../builders/an-image.ts';
import { giveAvatar, jobEnd, sendAvatar, type ShownAvatar, shownAvatar } from '../builders/an-avatar.ts';
import { createUser } from '../builders/a-user.ts';
import { type HttpClient, startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { waiting, whileLocked } from '../support/held-lock.ts';
import { storedFiles } from '../support/stored-files.ts';
import { startWorker } from '../support/worker.ts';

let api: TestApi;
let own: HttpClient;
let user: { id: number };

beforeAll(async () => {
  api = await startApi();
  await startWorker();
});

beforeEach(async () => {
  user = await createUser(api);
  own = api.as(user);
});

const plain = (background: string) =>
  sharp({ create: { width: 100, height: 100, channels: 3, background } })
    .png()
    .toBuffer();

async function shownColour(): Promise<{ r: number; g: number; b: number }> {
  const { images } = (await shownAvatar(own)) as ShownAvatar;
  const answer = await fetch(api.url + (images[0]?.webp ?? ''));
  return (await sharp(Buffer.from(await answer.arrayBuffer())).stats()).dominant;
}

/** What is kept of this user: the one that is shown, and nothing of any other. */
async function onlyShownIsKept(): Promise<void> {
  const { id } = (await shownAvatar(own)) as ShownAvatar;
  await eventually(async () => {
    const rows = await api.dataSource.query<{ id: string }[]>('SELECT id FROM avatars WHERE user_id = $1', [
      user.id,
    ]);
    const files = (await storedFiles()).filter((name) => rows.some((row) => name.startsWith(row.id)));
    return files.length === 6 && files.every((name) => name.startsWith(id));
  }, 30_000);
}

describe('pictures that overtake each other', () => {
  it('end with the one that was sent last, also while the one before is worked on', async () => {
    const first = await sendAvatar(own, await aNoisyImage(2000, 1500).png().toBuffer()).expect(202);
    const slow = first.headers.location as string;
    await eventually(
      async () => ((await own.get(slow)).body as { state: string }).state !== 'waiting',
      30_000,
    );
    expect(await giveAvatar(own, await plain('#0f0'))).toMatchObject({ state: 'completed' });
    expect(await jobEnd(own, slow)).toMatchObject({ state: 'completed' });
    expect((await shownColour()).g).toBeGreaterThan(200);
    await onlyShownIsKept();
  }, 90_000);

  it('end with one of them when they are sent at the same time', async () => {
    const colours = ['#f00', '#0f0', '#00f', '#ff0', '#0ff', '#f0f'];
    const sent = await Promise.all(
      colours.map(async (colour) => sendAvatar(own, await plain(colour)).expect(202)),
    );
    for (const { headers } of sent) await jobEnd(own, headers.location as string);
    expect(await shownAvatar(own)).not.toBeNull();
    const [counts] = await api.dataSource.query<object[]>(
      `SELECT count(*) FILTER (WHERE state = 'ready')::int AS ready,
         count(*) FILTER (WHERE state NOT IN ('ready', 'removed'))::int AS other FROM avatars WHERE user_id = $1`,
      [user.id],
    );
    expect(counts).toEqual({ ready: 1, other: 0 });
    await onlyShownIsKept();
  }, 90_000);

  it('end with none when none is wanted while one is on its way', async () => {
    const { headers } = await sendAvatar(own, await aNoisyImage(1500, 1500).png().toBuffer()).expect(202);
    await own.delete('/api/v1/users/me/avatar').expect(204);
    expect(await jobEnd(own, headers.location as string)).toMatchObject({ state: 'completed' });
    expect(await shownAvatar(own)).toBeNull();
  }, 90_000);
});

describe('a picture', () => {
  it('that is worked on twice is the same picture', async () => {
    await giveAvatar(own, await anImage().png().toBuffer());
    const before = (await shownAvatar(own)) as ShownAvatar;
    const queue = api.app.get(JobQueues, { strict: false }).queue('media');
    const jobId = randomUUID();
    const data = { payload: { avatarId: before.id }, userId: user.id };
    await queue.add(processAvatar.name, data, { jobId });
    expect(await jobEnd(own, `/api/v1/jobs/media/${jobId}`)).toMatchObject({ state: 'completed' });
    expect(await shownAvatar(own)).toEqual(before);
    await onlyShownIsKept();
  }, 60_000);

  it('that is removed while its file turns out to be gone leaves no failed job', async () => {
    const queue = api.app.get(JobQueues, { strict: false }).queue('media');
    await queue.pause();
    const { headers } = await sendAvatar(own, await plain('#f00')).expect(202);
    const [avatar] = await api.dataSource.query<{ id: string }[]>(
      'SELECT id FROM avatars WHERE user_id = $1',
      [user.id],
    );
    await api.app.get<Storage>(STORAGE).delete(originalKey(avatar?.id ?? ''));
    await whileLocked(`SELECT FROM avatars WHERE user_id = ${user.id} FOR UPDATE`, async (release) => {
      const removal = own.delete('/api/v1/users/me/avatar').then(({ status }) => status);
      await eventually(async () => (await waiting(api)) === 1);
      await queue.resume();
      await eventually(async () => (await waiting(api)) === 2, 30_000);
      await release();
      expect(await removal).toBe(204);
    });
    expect(await jobEnd(own, headers.location as string)).toMatchObject({ state: 'completed' });
  }, 60_000);

  it('of a user who is deleted meanwhile is shown nowhere, and its job ends', async () => {
    const { headers } = await sendAvatar(own, await aNoisyImage(1500, 1500).png().toBuffer()).expect(202);
    await api.http().delete(`/api/v1/users/${user.id}`).expect(204);
    expect(await jobEnd(api.http(), headers.location as string)).toMatchObject({ state: 'completed' });
  }, 60_000);
});
