import { jest } from '@jest/globals';
import { createUser } from '../builders/a-user.ts';
import { startApi } from '../support/api.ts';
import { mailTo } from '../support/mailbox.ts';
import { endProcesses, launch } from '../support/processes.ts';

afterAll(endProcesses);

jest.setTimeout(30_000);

describe('the worker process', () => {
  it('does the jobs of the API beside it and ends well on SIGTERM [W5.S5]', async () => {
    const api = await startApi();
    const before = await createUser(api);
    const worker = await launch('worker');
    await worker.line('taking jobs');
    const during = await createUser(api);
    expect(await mailTo(before.email)).toMatchObject({ subject: 'Welcome to Groundwork' });
    expect(await mailTo(during.email)).toMatchObject({ subject: 'Welcome to Groundwork' });
    await worker.line('job completed');
    worker.signal('SIGTERM');
    expect(await worker.exit()).toBe(0);
    expect(worker.lines().at(-1)).toMatchObject({ msg: 'stopped' });
  });

  it('does not start for a queue that is not there, and says which there are', async () => {
    const worker = await launch('worker', { WORKER_QUEUES: 'emial' });
    expect(await worker.exit()).toBe(1);
    expect(worker.output).toContain('worker cannot start: ');
    expect(worker.output).toContain(
      'WORKER_QUEUES names emial; the queues are email, notification, audit, media, report, import',
    );
    expect(worker.output).not.toMatch(/\n\s+at /);
  });
});
