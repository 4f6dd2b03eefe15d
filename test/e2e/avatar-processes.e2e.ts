import { descendants, findProcess } from '../../local/process-table.ts';
import { aNoisyImage, anImage } from '../builders/an-image.ts';
import { giveAvatar, jobEnd, sendAvatar, shownAvatar } from '../builders/an-avatar.ts';
import { createUser } from '../builders/a-user.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { endProcesses, launch, type RunningProcess } from '../support/processes.ts';

let api: TestApi;
let worker: RunningProcess;

beforeAll(async () => {
  api = await startApi();
  worker = await launch('worker', { IMAGE_PROCESSES: '2' });
  await worker.line('taking jobs');
});

afterAll(endProcesses);

function imageProcesses(): number[] {
  const all = descendants(worker.child.pid ?? 0);
  return all.filter((pid) => findProcess(pid)?.command.includes('image-process'));
}

describe('the process that works on an image', () => {
  it('takes nothing along when it is killed but the image it has, which another one makes [W5.H6]', async () => {
    const [victim, other] = [api.as(await createUser(api)), api.as(await createUser(api))];
    const { headers } = await sendAvatar(victim, await aNoisyImage(2000, 1500).png().toBuffer()).expect(202);
    // The first image is what it is started for.
    const pid = await eventually(() => imageProcesses()[0], 30_000);
    process.kill(pid, 'SIGKILL');
    expect(await giveAvatar(other, await anImage().png().toBuffer())).toMatchObject({
      state: 'completed',
      attempts: 1,
    });
    expect(await jobEnd(victim, headers.location as string)).toMatchObject({
      state: 'completed',
      attempts: 2,
    });
    expect(await shownAvatar(victim)).not.toBeNull();
    expect(imageProcesses()).not.toContain(pid);
    expect(worker.child.exitCode).toBeNull();
  }, 90_000);

  it('is ended when the image takes too long, and the job says why [W5.H6]', async () => {
    const hasty = await launch('worker', { IMAGE_TIMEOUT_MS: '1', WORKER_QUEUES: 'media' });
    worker.signal('SIGTERM');
    expect(await worker.exit()).toBe(0);
    await hasty.line('taking jobs');
    const own = api.as(await createUser(api));
    const job = await giveAvatar(own, await anImage().png().toBuffer());
    expect(job).toMatchObject({ state: 'failed', reason: 'image_processing_failed', attempts: 4 });
    expect(await shownAvatar(own)).toBeNull();
    hasty.signal('SIGTERM');
    expect(await hasty.exit()).toBe(0);
  }, 120_000);
});
