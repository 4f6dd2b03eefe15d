import { type Account, openAccount, PASSWORD } from '../builders/an-account.ts';
import { startApi, type TestApi } from '../support/api.ts';

const MANY = 12;
let api: TestApi;
const accounts: Account[] = [];

beforeAll(async () => {
  api = await startApi({ LOGIN_ADDRESS_ATTEMPTS: '1000' });
  for (let index = 0; index < MANY; index += 1) accounts.push(await openAccount(api));
});

const profile = (token: string) =>
  api.anonymous().get('/api/v1/profile').set('authorization', `Bearer ${token}`);
const login = (email: string, password: string) =>
  api.anonymous().post('/api/v1/auth/login').send({ email, password });

describe('requests at the same time', () => {
  it('are each from who sent them [W2.I3]', async () => {
    for (let round = 0; round < 5; round += 1) {
      const answers = await Promise.all(
        accounts.flatMap(({ accessToken }) => [profile(accessToken), profile(`${accessToken}x`)]),
      );
      const right = answers.filter((_, index) => index % 2 === 0);
      const wrong = answers.filter((_, index) => index % 2 === 1);
      expect(right.map(({ body }) => body.id)).toEqual(accounts.map(({ id }) => id));
      expect(wrong.map(({ status }) => status)).toEqual(Array(MANY).fill(401));
    }
  });

  it('sign in those whose passwords are right, and nobody else [W2.S3]', async () => {
    const answers = await Promise.all(
      accounts.map(({ email }, index) => login(email, index % 2 === 0 ? PASSWORD : 'another long password')),
    );
    const signedIn = answers.map(({ body }) => body.user?.id);
    expect(signedIn).toEqual(accounts.map(({ id }, index) => (index % 2 === 0 ? id : undefined)));
  });
});
