import { randomUUID } from 'node:crypto';
import { anEnrolled } from '../builders/a-second-factor.ts';
import { openAccount } from '../builders/an-account.ts';
import {
  CLIENT,
  type IdentityProvider,
  type Person,
  PUBLIC_URL,
  startProvider,
} from '../oidc/identity-provider.ts';
import { Visitor } from '../oidc/visitor.ts';
import { PRIMARY_ONLY, startApi, type TestApi } from '../support/api.ts';

let provider: IdentityProvider;
let api: TestApi;

beforeAll(async () => {
  provider = await startProvider();
  api = await startApi({
    ...PRIMARY_ONLY,
    PUBLIC_URL,
    OIDC_ISSUER_URL: provider.url,
    OIDC_CLIENT_ID: CLIENT.id,
    OIDC_CLIENT_SECRET: CLIENT.secret,
    OIDC_SIGNED_IN_PATH: '/welcome',
  });
});

afterAll(() => provider.stop());

/** Somebody whom the provider knows. */
function aPerson(fields: Partial<Person> = {}): { login: string; email: string } {
  const login = randomUUID();
  const person = { email: `${login}@example.com`, email_verified: true, name: 'Ada Lovelace', ...fields };
  provider.people[login] = person;
  return { login, email: person.email };
}

async function reasonOf(answer: Response): Promise<[number, string]> {
  const { reason } = (await answer.json()) as { reason: string };
  return [answer.status, reason];
}

const profileOf = async (visitor: Visitor) =>
  (await visitor.get(new URL(`${PUBLIC_URL}/api/v1/profile`))).json();

const identitiesOf = (login: string) =>
  api.dataSource.query<{ user_id: number; issuer: string; last_used_at: Date }[]>(
    'SELECT * FROM identities WHERE subject = $1',
    [login],
  );

describe('signing in by a provider for the first time', () => {
  it('opens an account with the verified address, and signs in by cookies [R5]', async () => {
    const { login, email } = aPerson();
    const visitor = new Visitor(api.url);
    const answer = await visitor.signIn(login);
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/welcome']);
    expect(await profileOf(visitor)).toMatchObject({ email, name: 'Ada Lovelace', emailVerified: true });
    const [identity] = await identitiesOf(login);
    expect(identity).toMatchObject({ issuer: provider.url });
    const events = await api.dataSource.query(
      `SELECT action FROM audit_events WHERE target_id = $1 ORDER BY id`,
      [String(identity?.user_id)],
    );
    expect(events).toEqual(
      ['user.registered', 'identity.linked', 'sign_in.succeeded'].map((action) => ({ action })),
    );
  });

  it('links the account whose verified address it is [R5]', async () => {
    const { login, email } = aPerson();
    const { id } = await openAccount(api, { email });
    await api.dataSource.query('UPDATE users SET email_verified_at = now() WHERE id = $1', [id]);
    const visitor = new Visitor(api.url);
    expect((await visitor.signIn(login)).status).toBe(302);
    expect(await profileOf(visitor)).toMatchObject({ id });
    expect(await identitiesOf(login)).toMatchObject([{ user_id: id }]);
  });

  it('does not link an account that has only said that the address is its own [R5]', async () => {
    const { login, email } = aPerson();
    await openAccount(api, { email });
    expect(await reasonOf(await new Visitor(api.url).signIn(login))).toEqual([409, 'email_taken']);
    expect(await identitiesOf(login)).toEqual([]);
  });

  it.each([
    { email_verified: false },
    { email_verified: undefined },
    { email: undefined },
    { email: 'no address' },
  ])('needs an address that the provider has verified: %j [R5]', async (fields) => {
    const { login } = aPerson(fields);
    expect(await reasonOf(await new Visitor(api.url).signIn(login))).toEqual([403, 'oidc_email_unverified']);
    expect(await identitiesOf(login)).toEqual([]);
  });

  it('twice at once opens one account [R5]', async () => {
    const { login, email } = aPerson();
    const visitors = Array.from({ length: 6 }, () => new Visitor(api.url));
    const back = await Promise.all(
      visitors.map(async (visitor) => visitor.atProvider(await visitor.begin(), login)),
    );
    const answers = await Promise.all(visitors.map((visitor, index) => visitor.get(back[index] as URL)));
    expect(answers.map(({ status }) => status)).toEqual(visitors.map(() => 302));
    expect(await api.dataSource.query('SELECT 1 FROM users WHERE email = $1', [email])).toHaveLength(1);
    expect(await identitiesOf(login)).toHaveLength(1);
  });
});

describe('signing in by a provider again', () => {
  it('finds the account by the subject, whatever the address is by now [R5]', async () => {
    const { login } = aPerson();
    const visitor = new Visitor(api.url);
    await visitor.signIn(login);
    const [before] = await identitiesOf(login);
    Object.assign(provider.people[login] ?? {}, { email: 'other@example.com', email_verified: false });
    const again = new Visitor(api.url);
    expect((await again.signIn(login)).status).toBe(302);
    expect(await profileOf(again)).toMatchObject({ id: before?.user_id });
    const [after] = await identitiesOf(login);
    expect(Number(after?.last_used_at)).toBeGreaterThan(Number(before?.last_used_at));
  });

  it('does not go past a second factor, nor is it linked [R5]', async () => {
    const { userId, email } = await anEnrolled(api);
    await api.dataSource.query('UPDATE users SET email_verified_at = now() WHERE id = $1', [userId]);
    const { login } = aPerson({ email });
    const answer = await new Visitor(api.url).signIn(login);
    expect(await reasonOf(answer)).toEqual([401, 'second_factor_required']);
    expect(await identitiesOf(login)).toEqual([]);
  });
});

describe('an API without a provider', () => {
  it.each(['', '/callback?code=x&state=y'])('answers 404: /api/v1/auth/oidc%s [R5]', async (path) => {
    const without = await startApi();
    const answer = await fetch(`${without.url}/api/v1/auth/oidc${path}`);
    expect(await reasonOf(answer)).toEqual([404, 'oidc_not_configured']);
  });
});
