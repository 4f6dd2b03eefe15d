import { sweepAvatars } from '../../src/features/avatars/sweep-avatars.job.js';
import { JobQueues } from '../../src/platform/jobs/job-queues.js';
import { anImage } from '../builders/an-image.ts';
import { giveAvatar, type ShownAvatar, shownAvatar } from '../builders/an-avatar.ts';
import { createUser } from '../builders/a-user.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { storedFiles } from '../support/stored-files.ts';
import { startWorker } from '../support/worker.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
  await startWorker();
});

async function userWithPicture(): Promise<{ id: number; avatar: ShownAvatar }> {
  const { id } = await createUser(api);
  const own = api.as({ id });
  expect(await giveAvatar(own, await anImage().png().toBuffer())).toMatchObject({ state: 'completed' });
  const avatar = (await shownAvatar(own)) as ShownAvatar;
  await eventually(async () => (await filesOf(avatar)).length === 6, 20_000);
  return { id, avatar };
}

async function filesOf({ id }: ShownAvatar): Promise<string[]> {
  return (await storedFiles()).filter((name) => name.startsWith(id));
}

/** What the schedule does every hour. */
async function sweep(): Promise<void> {
  const queue = api.app.get(JobQueues, { strict: false }).queue('audit');
  const { id = '' } = await queue.add(sweepAvatars.name, { payload: {} });
  await eventually(async () => (await (await queue.getJob(id))?.getState()) === 'completed', 30_000);
}

async function rowOf({ id }: ShownAvatar): Promise<object | undefined> {
  const sql = 'SELECT state, tidy, user_id FROM avatars WHERE id = $1';
  const [row] = await api.dataSource.query<object[]>(sql, [id]);
  return row;
}

describe('the picture of a user who was deleted', () => {
  it('is swept with all its files, then its row, and pictures of others stay', async () => {
    const [gone, other] = [await userWithPicture(), await userWithPicture()];
    await api.http().delete(`/api/v1/users/${gone.id}`).expect(204);
    expect(await filesOf(gone.avatar)).toHaveLength(6);

    await sweep();
    expect(await filesOf(gone.avatar)).toEqual([]);
    expect(await filesOf(other.avatar)).toHaveLength(6);
    // A job may still write files of it, for a day.
    expect(await rowOf(gone.avatar)).toEqual({ state: 'removed', tidy: true, user_id: null });
    await api
      .anonymous()
      .get(gone.avatar.images[0]?.webp ?? '')
      .expect(404);

    await api.dataSource.query(`UPDATE avatars SET created_at = now() - interval '25 hours'`);
    await sweep();
    expect(await rowOf(gone.avatar)).toBeUndefined();
    expect(await rowOf(other.avatar)).toMatchObject({ state: 'ready' });
    expect(await filesOf(other.avatar)).toHaveLength(6);
    const shown = await api
      .anonymous()
      .get(other.avatar.images[0]?.webp ?? '')
      .expect(200);
    expect(shown.headers['content-type']).toBe('image/webp');
  }, 120_000);
});
