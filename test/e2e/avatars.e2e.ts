import sharp from 'sharp';
import { anAnimation, anImage, aPhotograph } from '../builders/an-image.ts';
import { giveAvatar, jobEnd, sendAvatar, type ShownAvatar, shownAvatar } from '../builders/an-avatar.ts';
import { createUser } from '../builders/a-user.ts';
import { type HttpClient, startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { storedFiles } from '../support/stored-files.ts';
import { startWorker } from '../support/worker.ts';

let api: TestApi;
let user: { id: number };
let own: HttpClient;

beforeAll(async () => {
  api = await startApi();
  await startWorker();
});

beforeEach(async () => {
  user = await createUser(api);
  own = api.as(user);
});

async function download(path: string): Promise<Buffer> {
  const answer = await fetch(api.url + path);
  expect(answer.status).toBe(200);
  return Buffer.from(await answer.arrayBuffer());
}

function imagePaths({ images }: ShownAvatar): { side: number; format: string; path: string }[] {
  return images.flatMap(({ side, webp, avif }) => [
    { side, format: 'webp', path: webp },
    { side, format: 'avif', path: avif },
  ]);
}

async function given(image: Buffer): Promise<ShownAvatar> {
  expect(await giveAvatar(own, image)).toMatchObject({ state: 'completed' });
  return (await shownAvatar(own)) as ShownAvatar;
}

describe('a picture of oneself', () => {
  it('is answered with its job, and shown in three sizes and two formats when that is done [W5.H6]', async () => {
    expect(await shownAvatar(own)).toBeNull();
    const answer = await sendAvatar(own, await anImage().png().toBuffer()).expect(202);
    const { jobId } = answer.body as { jobId: string };
    expect(answer.headers.location).toBe(`/api/v1/jobs/media/${jobId}`);
    const job = await jobEnd(own, answer.headers.location as string);
    expect(job).toMatchObject({ queue: 'media', name: 'avatar.process', state: 'completed', attempts: 1 });
    const avatar = (await shownAvatar(own)) as ShownAvatar;
    expect(avatar.images.map(({ side }) => side)).toEqual([64, 256, 512]);
    for (const { side, format, path } of imagePaths(avatar)) {
      const found = await sharp(await download(path)).metadata();
      const [width, kind] = [found.width, found.format === 'heif' ? found.compression : found.format];
      expect({ path, width, height: found.height, format: kind === 'av1' ? 'avif' : kind }).toEqual({
        ...{ path, width: side, height: side },
        format,
      });
    }
  });

  it.each(['jpeg', 'png', 'webp', 'avif', 'gif'] as const)('may be a %s [W5.H6]', async (format) => {
    const avatar = await given(await anImage(300, 200).toFormat(format).toBuffer());
    const { data, info } = await sharp(await download(avatar.images[0]?.webp ?? ''))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(info.width).toBe(64);
    const [left, right] = [data.subarray(0, 3), data.subarray(63 * info.channels, 63 * info.channels + 3)];
    expect(left[0]).toBeGreaterThan(left[2] as number);
    expect(right[2]).toBeGreaterThan(right[0] as number);
  });

  it('is turned upright, and says nothing of where and with what it was taken', async () => {
    const photograph = await aPhotograph();
    expect((await sharp(photograph).metadata()).exif?.toString('latin1')).toContain('Ada Lovelace');
    const avatar = await given(photograph);
    for (const { path } of imagePaths(avatar)) {
      const image = await download(path);
      const { exif, xmp, icc, iptc, orientation } = await sharp(image).metadata();
      expect({ exif, xmp, icc, iptc, orientation }).toEqual({});
      expect(image.toString('latin1')).not.toContain('Ada Lovelace');
    }
    // What was left is above now, for the camera lay on its side.
    const { data, info } = await sharp(await download(avatar.images[0]?.webp ?? ''))
      .raw()
      .toBuffer({ resolveWithObject: true });
    const last = (info.height - 1) * info.width * info.channels;
    expect(data[0]).toBeGreaterThan(200);
    expect(data[last]).toBeLessThan(60);
    expect(data[last + 2]).toBeGreaterThan(200);
  });

  it('is the first frame of an animation', async () => {
    const avatar = await given(await anAnimation());
    const image = sharp(await download(avatar.images[1]?.webp ?? ''));
    expect((await image.metadata()).pages ?? 1).toBe(1);
    const { dominant } = await image.stats();
    expect(dominant.r).toBeGreaterThan(200);
    expect(dominant.g).toBeLessThan(60);
  });

  it('is not made larger than it is', async () => {
    const avatar = await given(await anImage(100, 80).png().toBuffer());
    const widths = await Promise.all(
      avatar.images.map(async ({ webp }) => (await sharp(await download(webp)).metadata()).width),
    );
    expect(widths).toEqual([64, 80, 80]);
  });

  it('changes what others see of the user, and the version of the user', async () => {
    const path = `/api/v1/users/${user.id}`;
    const before = await own.get(path).expect(200);
    expect(before.body).toMatchObject({ avatar: null });
    const avatar = await given(await anImage().webp().toBuffer());
    const after = await own.get(path).expect(200);
    expect(after.headers.etag).not.toBe(before.headers.etag);
    expect(after.body).toMatchObject({ avatar });
    const { body } = await api.anonymous().get(`/api/v1/users?ids=${user.id}`).expect(200);
    expect(body).toMatchObject({ data: [{ id: user.id, avatar }] });
  });

  it('is gone with all its files when another one is shown, or none', async () => {
    const first = await given(await anImage().png().toBuffer());
    const second = await given(await anImage().jpeg().toBuffer());
    expect(second.id).not.toBe(first.id);
    const gone = async (id: string) => !(await storedFiles()).some((name) => name.startsWith(id));
    await eventually(() => gone(first.id), 20_000);
    await eventually(async () => !(await storedFiles()).includes(`${second.id}.original`), 20_000);
    const path = second.images[0]?.webp ?? '';
    await download(path);
    await own.delete('/api/v1/users/me/avatar').expect(204);
    expect(await shownAvatar(own)).toBeNull();
    await eventually(() => gone(second.id), 20_000);
    await api.anonymous().get(path).expect(404);
    await own.delete('/api/v1/users/me/avatar').expect(204);
  });

  it('is recorded in the audit log', async () => {
    await given(await anImage().png().toBuffer());
    await own.delete('/api/v1/users/me/avatar').expect(204);
    const query = `/api/v1/admin/audit?action=user.updated&targetType=user&targetId=${user.id}`;
    const { body } = await api.http().get(query).expect(200);
    const fact = { actorId: user.id, details: { fields: 'avatar' } };
    expect(body).toMatchObject({ data: [fact, fact] });
  });
});

describe('an image of a user', () => {
  it('may be kept for ever, by its address and its tag', async () => {
    const { id, images } = await given(await anImage().png().toBuffer());
    const path = images[1]?.avif ?? '';
    const answer = await api.anonymous().get(path).expect(200);
    expect(answer.headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      etag: `"${id}.256.avif"`,
      'content-type': 'image/avif',
      'content-length': String((answer.body as Buffer).length),
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'cross-origin',
    });
    const known = { 'if-none-match': answer.headers.etag as string };
    const again = await api.anonymous().get(path).set(known).expect(304);
    expect(again.headers).toMatchObject({
      etag: answer.headers.etag,
      'cache-control': answer.headers['cache-control'],
    });
    expect(again.headers['content-length']).toBeUndefined();
    const head = await api.anonymous().head(path).expect(200);
    expect(head.headers).toMatchObject({
      'content-length': answer.headers['content-length'],
      etag: answer.headers.etag,
    });
    expect(answer.headers).not.toHaveProperty('ratelimit');
  });

  it.each(['65.webp', '64.png', '64', 'original', '64.webp.avif', '..%2f..%2f64.webp', '%00'])(
    'is not to be had as %s',
    async (file) => {
      const { id } = await given(await anImage(64, 64).png().toBuffer());
      const { headers } = await api.anonymous().get(`/api/v1/avatars/${id}/${file}`).expect(404);
      expect(headers).toMatchObject({ 'cache-control': 'no-store' });
      expect(headers.etag).toBeUndefined();
    },
  );

  it('is 404 where there is none, also for who says to know it', async () => {
    const path = '/api/v1/avatars/0199c1d4-7d2f-7c3a-9a55-0c2f6e1f7b10/64.webp';
    await api.anonymous().get(path).set('if-none-match', '*').expect(404);
    await api.anonymous().head(path).expect(404);
    await api.anonymous().get('/api/v1/avatars/1/64.webp').expect(400);
  });
});
