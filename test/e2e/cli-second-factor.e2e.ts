import { anEnrolled, PASSWORD } from '../builders/a-second-factor.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { commandLine } from '../support/command-line.ts';
import { eventually } from '../support/eventually.ts';
import { mailsTo } from '../support/mailbox.ts';
import { type RunResult, runCli } from '../support/run.ts';
import { startWorker } from '../support/worker.ts';
import { workerEnvironment } from '../support/worker-environment.ts';

// A process for each command, on a machine that may be busy.
const SLOW_MS = 120_000;
let api: TestApi;

beforeAll(async () => {
  api = await startApi();
  await startWorker();
});

async function disable(
  id: number,
  run: typeof runCli | typeof commandLine = commandLine,
): Promise<RunResult> {
  return run(['users:disable-second-factor', String(id)], await workerEnvironment());
}

describe('users:disable-second-factor', () => {
  it(
    'lets whoever lost app and codes in by the password alone, which is recorded and mailed [R5]',
    async () => {
      const { userId, email } = await anEnrolled(api);
      const signIn = () => api.anonymous().post('/api/v1/auth/login').send({ email, password: PASSWORD });
      expect((await signIn().expect(401)).body.reason).toBe('second_factor_required');
      // A data key that is lost must not stand in the way.
      await api.dataSource.query(`UPDATE second_factors SET secret = 'lost' WHERE user_id = $1`, [userId]);

      const stdout = `user ${userId} has no second factor\n`;
      expect(await disable(userId, runCli)).toEqual({ code: 0, stdout, stderr: '' });
      await signIn().expect(200);
      const left = await api.dataSource.query('SELECT FROM recovery_codes WHERE user_id = $1', [userId]);
      expect(left).toEqual([]);
      const events = await api.dataSource.query(
        `SELECT actor_id, request_id FROM audit_events WHERE action = 'totp.disabled' AND target_id = $1`,
        [String(userId)],
      );
      expect(events).toEqual([{ actor_id: null, request_id: 'cli' }]);
      await eventually(async () => {
        const subjects = (await mailsTo(email)).map(({ subject }) => subject);
        return subjects.includes('Two-factor sign-in is off');
      }, 20_000);
      expect(await disable(userId)).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('error (second_factor_not_enabled)'),
      });
    },
    SLOW_MS,
  );

  it(
    'says that there is no such user',
    async () => {
      const stderr = expect.stringContaining('error (user_not_found)');
      expect(await disable(999_999)).toMatchObject({ code: 1, stderr });
    },
    SLOW_MS,
  );
});
