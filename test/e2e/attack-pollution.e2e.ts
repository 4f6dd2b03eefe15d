import querystring from 'node:querystring';
import { aUser } from '../builders/a-user.ts';
import { startApi, type TestApi } from '../support/api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});

// Jest gives the application an Object of its own, and what is built into Node has another.
const PROTOTYPES = [Object.prototype, Object.getPrototypeOf(querystring) as object, Array.prototype];

afterEach(() => {
  for (const prototype of PROTOTYPES) expect(Object.keys(prototype)).toEqual([]);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

const BODIES = [
  '{"__proto__":{"polluted":1}}',
  String.raw`{"\u005f\u005fproto\u005f\u005f":{"polluted":1}}`,
  '{"name":{"__proto__":{"polluted":1}}}',
  '{"name":"Ada","email":"a@example.com","__proto__":null}',
  '[{"__proto__":[]}]',
  '{"constructor":{"prototype":{"polluted":1}}}',
  String.raw`{"c\u006fnstructor":{"prototype":{"polluted":1}}}`,
  '{"a":{"constructor":{"prototype":{"polluted":1}}}}',
];

describe('a prototype', () => {
  it.each(BODIES)('is not reached by the body %s [W8.I6]', async (json) => {
    for (const method of ['post', 'put', 'patch'] as const) {
      const path = method === 'post' ? '/api/v1/users' : '/api/v1/users/1';
      const request = api.http()[method](path).set('content-type', 'application/json');
      const { body } = await request.send(json).expect(400);
      expect(body).toMatchObject({ reason: 'request_malformed' });
    }
  });

  it.each(['constructor', 'prototype', 'toString', 'hasOwnProperty', '__defineGetter__'])(
    'gives no field its name: %s [W8.I6]',
    async (name) => {
      for (const fields of [{ [name]: 'x' }, { name: { [name]: 'x' } }]) {
        const { body } = await api
          .http()
          .post('/api/v1/users')
          .send({ ...aUser(), ...fields })
          .expect(400);
        expect(body).toMatchObject({ errors: [{ field: expect.stringContaining(name) }] });
      }
    },
  );

  it.each([
    '__proto__[polluted]=1',
    '__proto__.polluted=1',
    '__proto__=1',
    'constructor=1',
    'toString=1',
    'hasOwnProperty=1',
    'constructor[prototype][polluted]=1',
    'constructor.prototype.polluted=1',
    'name[__proto__][polluted]=1',
    '%5f%5fproto%5f%5f%5bpolluted%5d=1',
  ])('is not reached by the query %s [W8.I6]', async (query) => {
    const { body } = await api.http().get(`/api/v1/users?${query}`).expect(400);
    expect(body).toMatchObject({
      reason: 'request_malformed',
      errors: [{ code: expect.stringMatching(/unknownField|reservedName/) }],
    });
  });

  it.each(['__proto__', 'constructor', 'toString', 'valueOf'])(
    'is no order, id or job: %s [W8.I6]',
    async (name) => {
      expect((await api.http().get(`/api/v1/users?sort=${name}`)).status).toBe(400);
      expect((await api.http().get(`/api/v1/users/${name}`)).status).toBe(400);
      expect((await api.http().get(`/api/v1/jobs/${name}/${name}`)).status).toBe(404);
    },
  );

  it('is not reached by headers [W8.I6]', async () => {
    const headers = { cookie: '__proto__=polluted; constructor=polluted', constructor: 'polluted' };
    await api.http().get('/about').set(headers).set('__proto__', 'polluted').expect(200);
  });
});
