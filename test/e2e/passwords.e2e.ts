import { PasswordsService } from '../../src/features/passwords/passwords.service.js';
import { Database } from '../../src/platform/database/database.js';
import { aUser, createUser } from '../builders/a-user.ts';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';

const PASSWORD = 'correct horse battery staple';
const ABOUT = ['ada@example.com', 'Ada Lovelace'];
let api: TestApi;
let passwords: PasswordsService;

beforeAll(async () => {
  api = await startApi(PRIMARY_ONLY);
  passwords = api.app.get(PasswordsService);
});

async function aUserWith(password: string): Promise<number> {
  const { id } = await createUser(api);
  await give(api, id, password);
  return id;
}

async function give({ app }: TestApi, userId: number, password: string): Promise<void> {
  const hash = await app.get(PasswordsService).hash(password, ABOUT);
  await app
    .get(Database)
    .transaction('test.password', (tx) => app.get(PasswordsService).store(tx, userId, hash));
}

async function rowOf(userId: number): Promise<{ hash: string; changed_at: Date }> {
  const [row] = await api.dataSource.query('SELECT hash, changed_at FROM passwords WHERE user_id = $1', [
    userId,
  ]);
  return row as { hash: string; changed_at: Date };
}

describe('a password', () => {
  it('is kept as an argon2id hash with a salt of its own and the parameters of the configuration [W2.S2]', async () => {
    const [one, other] = [await rowOf(await aUserWith(PASSWORD)), await rowOf(await aUserWith(PASSWORD))];
    expect(one.hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
    expect(other.hash).not.toBe(one.hash);
  });

  it('is right for its owner only', async () => {
    const [owner, stranger] = [await aUserWith(PASSWORD), await aUserWith('another long password')];
    await expect(passwords.verify(owner, PASSWORD)).resolves.toBe(true);
    await expect(passwords.verify(owner, PASSWORD.toUpperCase())).resolves.toBe(false);
    await expect(passwords.verify(stranger, PASSWORD)).resolves.toBe(false);
    await expect(passwords.verify(undefined, PASSWORD)).resolves.toBe(false);
    await expect(passwords.verify((await createUser(api)).id, PASSWORD)).resolves.toBe(false);
  });

  it('gives way to a new one, and goes with its owner', async () => {
    const id = await aUserWith(PASSWORD);
    const { changed_at: before } = await rowOf(id);
    await give(api, id, 'another long password');
    await expect(passwords.verify(id, PASSWORD)).resolves.toBe(false);
    await expect(passwords.verify(id, 'another long password')).resolves.toBe(true);
    expect((await rowOf(id)).changed_at.getTime()).toBeGreaterThan(before.getTime());
    await api.dataSource.query('DELETE FROM users WHERE id = $1', [id]);
    expect(await rowOf(id)).toBeUndefined();
  });

  it('is the same however its letters are composed', async () => {
    const composed = 'Zo\u00eb trinkt K\u00e4ffee';
    const decomposed = composed.normalize('NFD');
    const fullWidth = 'Ｚo\u00eb trinkt K\u00e4ffee';
    const id = await aUserWith(decomposed);
    expect(decomposed).not.toBe(composed);
    for (const form of [composed, decomposed, fullWidth])
      await expect(passwords.verify(id, form)).resolves.toBe(true);
  });

  it.each(['🐴🔋📎🧡🐴🔋📎🧡🐴🔋📎!', 'длинный пароль', '  spaces around  '])(
    'may be %j',
    async (password) => {
      const id = await aUserWith(password);
      await expect(passwords.verify(id, password)).resolves.toBe(true);
      await expect(passwords.verify(id, password.trim().slice(1))).resolves.toBe(false);
    },
  );

  it.each([
    ['NUL', `${PASSWORD}\0`],
    ['what stands behind a NUL', `${PASSWORD}\0and more`],
    ['half of a surrogate pair', `${PASSWORD}\ud800`],
    ['10 000 characters', 'x'.repeat(10_000)],
    ['ten million characters', 'x'.repeat(10_000_000)],
    ['nothing', ''],
  ])('is not %s', async (_, hostile) => {
    const id = await aUserWith(PASSWORD);
    await expect(passwords.verify(id, hostile)).resolves.toBe(false);
    await expect(passwords.hash(hostile, ABOUT)).rejects.toMatchObject({
      code: 'invalid',
      reason: 'password_refused',
      errors: [{ field: 'password' }],
    });
  });
});

describe('hashing', () => {
  it('is done anew at the first login after the parameters have changed [W2.S2]', async () => {
    const id = await aUserWith(PASSWORD);
    const before = await rowOf(id);
    const later = await startApi({
      ...PRIMARY_ONLY,
      PASSWORD_HASH_MEMORY_KIB: '8192',
      PASSWORD_HASH_ITERATIONS: '3',
    });
    const service = later.app.get(PasswordsService);
    await expect(service.verify(id, 'a wrong password')).resolves.toBe(false);
    expect(await rowOf(id)).toEqual(before);
    await expect(service.verify(id, PASSWORD)).resolves.toBe(true);
    const after = await rowOf(id);
    expect(after.hash).toContain('$m=8192,t=3,p=1$');
    expect(after.changed_at).toEqual(before.changed_at);
    await expect(service.verify(id, PASSWORD)).resolves.toBe(true);
    expect(await rowOf(id)).toEqual(after);
  });

  it('takes as long for an unknown user as for a wrong password [W2.S3]', async () => {
    const id = await aUserWith(PASSWORD);
    const unknown: number[] = [];
    const wrong: number[] = [];
    const hopeless: number[] = [];
    for (let turn = 0; turn < 25; turn += 1) {
      unknown.push(await timeOf(() => passwords.verify(undefined, 'a wrong password')));
      wrong.push(await timeOf(() => passwords.verify(id, 'a wrong password')));
      hopeless.push(await timeOf(() => passwords.verify(id, 'x'.repeat(10_000))));
    }
    for (const times of [unknown, hopeless]) {
      const ratio = median(times) / median(wrong);
      expect(ratio).toBeGreaterThan(0.6);
      expect(ratio).toBeLessThan(1 / 0.6);
    }
  });

  it('refuses what does not fit into its queue with 503, and recovers', async () => {
    const slow = { PASSWORD_HASH_ITERATIONS: '40', PASSWORD_HASH_CONCURRENCY: '1' };
    const limits = { PASSWORD_HASH_QUEUE_MAX: '2', LOGIN_ADDRESS_ATTEMPTS: '1000' };
    const busy = await startApi({ ...PRIMARY_ONLY, ...slow, ...limits });
    const login = () =>
      busy.http().post('/api/v1/auth/login').send({ email: aUser().email, password: PASSWORD });
    const answers = await Promise.all(Array.from({ length: 12 }, login));
    const refused = answers.filter(({ status }) => status === 503);
    expect(refused.length).toBeGreaterThanOrEqual(5);
    expect(answers.length - refused.length).toBeGreaterThanOrEqual(3);
    for (const { body, headers } of refused) {
      expect(body).toMatchObject({ reason: 'password_hashing_busy' });
      expect(headers['retry-after']).toBe('1');
    }
    await login().expect(401);
  });

  it('is measured', async () => {
    const { text } = await api.http().get('/metrics').expect(200);
    expect(text).toMatch(/^groundwork_password_hashing_queue 0$/m);
    expect(text).toMatch(/^groundwork_password_hashing_seconds_count\{work="verify"\} [1-9]/m);
    expect(text).toMatch(/^groundwork_password_hashing_refused_total [1-9]/m);
  });
});

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

function median(times: number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}
