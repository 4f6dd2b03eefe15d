import { readdir } from 'node:fs/promises';
import sharp from 'sharp';
import { anImage } from '../builders/an-image.ts';
import { giveAvatar, sendAvatar, type ShownAvatar, shownAvatar } from '../builders/an-avatar.ts';
import { createUser } from '../builders/a-user.ts';
import { openAccountWith } from '../builders/an-account.ts';
import { importFile, usersCsv } from '../builders/an-import.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { type S3Server, startS3Server } from '../support/s3-server.ts';
import { storedFiles } from '../support/stored-files.ts';
import { startWorker } from '../support/worker.ts';

let server: S3Server;
let api: TestApi;

beforeAll(async () => {
  server = await startS3Server();
  api = await startApi(server.env);
  await startWorker(server.env);
});

afterAll(() => server.stop());

/** Of one picture, what the service keeps: it has a file or two of its own for each object. */
async function objectsOf(id: string): Promise<string[]> {
  const names = await readdir(server.folder, { recursive: true });
  const objects = names.map((name) => new RegExp(`${id}\\.(original|\\d+\\.(webp|avif))`).exec(name)?.[0]);
  return [...new Set(objects.filter((name) => name !== undefined))].sort();
}

it('an import of a file that a service with S3 keeps is done, and its file is deleted with it', async () => {
  const { http } = await openAccountWith(api, 'admin');
  const done = await importFile(http, `${usersCsv(20_000)}Nobody,nobody\n`);
  expect(done).toMatchObject({ state: 'completed', inserted: 20_000, rejected: 1 });
  const { text } = await http.get(done.links.rejectsCsv ?? '').expect(200);
  expect(text).toContain('Nobody,nobody');
  const isThere = async () =>
    (await readdir(server.folder, { recursive: true })).some((name) => name.includes(done.uploadId ?? ''));
  expect([await isThere(), await storedFiles()]).toEqual([true, []]);
  await http.delete(`/api/v1/imports/${done.id}`).expect(204);
  await eventually(async () => !(await isThere()), 20_000);
}, 60_000);

describe('a picture of oneself, with files on a service that speaks S3', () => {
  it('is made, served and deleted, and nothing of it is on the disk of this machine [W5.H6]', async () => {
    const own = api.as(await createUser(api));
    expect(await giveAvatar(own, await anImage().png().toBuffer())).toMatchObject({ state: 'completed' });
    const { id, images } = (await shownAvatar(own)) as ShownAvatar;
    const files = images.flatMap(({ side }) => [`${id}.${side}.avif`, `${id}.${side}.webp`]).sort();
    expect(files).toHaveLength(6);
    // What the user sent goes when there are images of it.
    await eventually(async () => String(await objectsOf(id)) === String(files), 20_000);

    for (const { side, webp, avif } of images) {
      for (const path of [webp, avif]) {
        const answer = await fetch(api.url + path);
        const image = Buffer.from(await answer.arrayBuffer());
        expect([answer.status, answer.headers.get('content-length')]).toEqual([200, String(image.length)]);
        const { width, height } = await sharp(image).metadata();
        expect([width, height]).toEqual([side, side]);
      }
    }
    expect(await storedFiles()).toEqual([]);

    await own.delete('/api/v1/users/me/avatar').expect(204);
    expect(await shownAvatar(own)).toBeNull();
    await eventually(async () => (await objectsOf(id)).length === 0, 20_000);
    await api
      .anonymous()
      .get(images[0]?.webp ?? '')
      .expect(404);
  }, 120_000);

  it('is refused with 503 while the service is away, and nothing is shown', async () => {
    const own = api.as(await createUser(api));
    await server.kill();
    const { body, headers } = await sendAvatar(own, await anImage().png().toBuffer()).expect(503);
    expect([body, headers['retry-after']]).toMatchObject([{ reason: 'storage_unavailable' }, '5']);
    expect(await shownAvatar(own)).toBeNull();
  }, 60_000);
});
