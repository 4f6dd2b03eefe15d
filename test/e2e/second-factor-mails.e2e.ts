import { secondFactorNotice } from '../../src/features/second-factor/second-factor-notice.job.js';
import { SecondFactorService } from '../../src/features/second-factor/second-factor.service.js';
import { SecondFactorSettings } from '../../src/features/second-factor/second-factor-settings.service.js';
import { Database } from '../../src/platform/database/database.js';
import { JobQueues } from '../../src/platform/jobs/job-queues.js';
import { anEnrolled, earlyInStep, PASSWORD } from '../builders/a-second-factor.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import type { LogLines } from '../support/log-lines.ts';
import { mailsTo } from '../support/mailbox.ts';
import { startWorker } from '../support/worker.ts';

let api: TestApi;
let workerLog: LogLines;

beforeAll(async () => {
  api = await startApi();
  workerLog = (await startWorker()).log;
});

beforeEach(earlyInStep);

const NOTICES = [
  'Two-factor sign-in is on',
  'A recovery code was used',
  'You have new recovery codes',
  'Two-factor sign-in is off',
];

describe('the owner of a second factor', () => {
  it('is told by mail of what happens to it, and the mails and jobs hold no secret [R5]', async () => {
    const { userId, email, secret, recoveryCodes } = await anEnrolled(api);
    const settings = api.app.get(SecondFactorSettings);
    await api.app.get(SecondFactorService).check(userId, { recoveryCode: recoveryCodes[0] });
    const renewed = await settings.renewCodes(userId, PASSWORD);
    await settings.disable(userId, PASSWORD, { recoveryCode: renewed[0] });
    // One more of the used recovery code, and one that welcomes the user.
    const mails = await eventually(async () => {
      const found = await mailsTo(email);
      return found.length >= NOTICES.length + 2 && found;
    }, 20_000);
    const subjects = mails.map(({ subject }) => subject).filter((subject) => !subject.startsWith('Welcome'));
    expect(subjects.sort()).toEqual([...NOTICES, 'A recovery code was used'].sort());
    const text = JSON.stringify([mails, await jobsOf(userId)]);
    for (const hidden of [secret, ...recoveryCodes, ...renewed]) expect(text).not.toContain(hidden);
  });

  it('who is gone since gets none', async () => {
    const payload = { userId: 999_999_999, event: 'totp.disabled' } as const;
    const jobId = await api.app
      .get(Database)
      .transaction('test', (tx) => api.app.get(JobQueues).enqueue(tx, secondFactorNotice, payload));
    await eventually(() => workerLog.of('job completed').some((line) => line.jobId === jobId));
  });
});

async function jobsOf(userId: number): Promise<unknown[]> {
  const jobs = await api.app.get(JobQueues).queue('email').getCompleted();
  const payloads = jobs
    .filter(({ name }) => name === secondFactorNotice.name)
    .map(({ data }) => data.payload as { userId: number })
    .filter((payload) => payload.userId === userId);
  expect(payloads).toHaveLength(NOTICES.length + 1);
  for (const payload of payloads) expect(payload).toEqual({ userId, event: expect.any(String) });
  return payloads;
}
