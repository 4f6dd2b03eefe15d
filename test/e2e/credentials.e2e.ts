import { startApi } from '../support/api.ts';
import { commandLine } from '../support/command-line.ts';
import { run, runCli } from '../support/run.ts';
import { workerEnvironment } from '../support/worker-environment.ts';

const PASSWORD = 'c0rrect-horse';
const SLOW_MS = 120_000;
let env: Record<string, string>;

beforeAll(async () => {
  env = await workerEnvironment();
});

describe('the credentials of the database', () => {
  it('come from the environment and reach the server through pg [W3.S1] [W3.S2] [W3.S6] [W4.S6]', async () => {
    const api = await startApi();
    const [row] = await api.dataSource.query(
      'SELECT current_database() AS name, current_user AS role, version() AS version',
    );
    const { pathname, username } = new URL(env.DATABASE_URL ?? '');
    expect(row).toMatchObject({ name: pathname.slice(1), role: username });
    expect(row.version).toMatch(/^PostgreSQL \d+/);
  });

  it(
    'are printed by nothing that cannot sign in with them [W3.S6] [W4.S6]',
    async () => {
      const wrong = new URL(env.DATABASE_URL ?? '');
      wrong.password = PASSWORD;
      const environment = {
        ...env,
        DATABASE_URL: wrong.toString(),
        DATABASE_REPLICA_URLS: '',
        // A password does not become right by waiting.
        DATABASE_CONNECT_TIMEOUT_MS: '300',
        LOG_LEVEL: 'trace',
      };
      const printed = await Promise.all([
        run(process.execPath, ['dist/main/api.js'], environment),
        runCli(['users:list'], environment),
        runCli(['migrate'], environment),
      ]);
      for (const { code, stdout, stderr } of printed) {
        expect(code).toBe(1);
        expect(stderr).toContain('password authentication failed');
        expect(stdout + stderr).not.toContain(PASSWORD);
      }
    },
    SLOW_MS,
  );

  it(
    'are not repeated when they do not have the form of a URL [W3.S6] [W4.S6]',
    async () => {
      const malformed = { ...env, DATABASE_URL: `mysql://a:${PASSWORD}@b` };
      const { code, stdout, stderr } = await commandLine(['users:list'], malformed);
      expect(code).toBe(1);
      expect(stderr).toContain('DATABASE_URL');
      expect(stdout + stderr).not.toContain(PASSWORD);
    },
    SLOW_MS,
  );

  it('stand in no log line and no answer of a working process [W3.S6]', async () => {
    const api = await startApi({ LOG_LEVEL: 'trace' });
    const answers = [
      await api.http().get('/api/v1/users').expect(200),
      await api.http().get('/health').expect(200),
      await api.http().get('/api/v1/users/0').expect(400),
    ];
    const { password } = new URL(env.DATABASE_URL ?? '');
    expect(password.length).toBeGreaterThan(8);
    expect(api.log.lines.length).toBeGreaterThan(3);
    expect(api.log.text() + JSON.stringify(answers.map(({ body }) => body as unknown))).not.toContain(
      password,
    );
  });
});
