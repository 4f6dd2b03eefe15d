import { openAccount } from '../builders/an-account.ts';
import { createUser } from '../builders/a-user.ts';
import { PRIMARY_ONLY, startApi, type HttpClient, type TestApi } from '../support/api.ts';
import { waiting, whileLocked } from '../support/held-lock.ts';
import { eventually } from '../support/eventually.ts';

const PATH = '/api/v1/profile/preferences';
let api: TestApi;

beforeAll(async () => {
  api = await startApi(PRIMARY_ONLY);
});

async function somebody(): Promise<{ id: number; http: HttpClient }> {
  const { id } = await createUser(api);
  return { id, http: api.as({ id }) };
}

const faultsOf = (body: { errors?: { field: string; code: string }[] }) =>
  (body.errors ?? []).map(({ field, code }) => `${field} ${code}`);

describe('preferences', () => {
  it('are empty at first, and have a version for that', async () => {
    const { http } = await somebody();
    const { body, headers } = await http.get(PATH).expect(200);
    expect(body).toEqual({});
    expect(headers.etag).toBe('"0"');
    await http.put(PATH).set('if-match', '"1"').send({ theme: 'dark' }).expect(412);
    expect((await http.get(PATH)).headers.etag).toBe('"0"');
    const first = await http.put(PATH).set('if-match', '"0"').send({ theme: 'dark' }).expect(200);
    expect(first.headers.etag).toBe('"1"');
    await http.get(PATH).set('if-none-match', '"1"').expect(304);
  });

  it('are changed by a merge patch: null removes, objects merge, the rest stays [R3]', async () => {
    const { http } = await somebody();
    await http.put(PATH).send({
      theme: 'dark',
      language: 'en-gb',
      emailNotifications: { comments: true, likes: false },
      custom: { editor: { size: 14, fonts: ['a', 'b'] }, gone: 1 },
    });
    const { body, headers } = await http
      .patch(PATH)
      .set('content-type', 'application/merge-patch+json')
      .send(
        '{"theme":null,"emailNotifications":{"likes":null,"transfers":true},"custom":{"editor":{"fonts":["c"]},"gone":null}}',
      )
      .expect(200);
    expect(body).toEqual({
      language: 'en-GB',
      emailNotifications: { comments: true, transfers: true },
      custom: { editor: { size: 14, fonts: ['c'] } },
    });
    expect(headers.etag).toBe('"2"');
    expect((await http.get(PATH)).body).toEqual(body);
  });

  it('are replaced as a whole', async () => {
    const { http } = await somebody();
    await http.put(PATH).send({ theme: 'dark', custom: { a: 1 } });
    expect((await http.put(PATH).send({ timeZone: 'Europe/London' })).body).toEqual({
      timeZone: 'Europe/London',
    });
  });

  it('keep their version when nothing changes', async () => {
    const { http } = await somebody();
    const bodies = [{}, { theme: 'dark' }, { theme: 'dark' }, {}, { language: null }];
    const tags = [];
    for (const body of bodies) tags.push((await http.patch(PATH).send(body).expect(200)).headers.etag);
    expect(tags).toEqual(['"0"', '"1"', '"1"', '"1"', '"1"']);
  });

  it('are each user’s own, and go with them', async () => {
    const [ada, eve] = [await openAccount(api), await somebody()];
    await ada.http.patch(PATH).send({ theme: 'dark' }).expect(200);
    expect((await eve.http.get(PATH)).body).toEqual({});
    await ada.http.delete('/api/v1/profile').send({ password: ada.password }).expect(204);
    const rows = await api.dataSource.query('SELECT 1 FROM user_preferences WHERE user_id = $1', [ada.id]);
    expect(rows).toEqual([]);
    // Her token has not run out yet.
    const late = await api.as({ id: ada.id }).patch(PATH).send({ theme: 'dark' });
    expect([late.status, late.body.reason]).toEqual([401, 'account_gone']);
  });
});

describe('changes at once', () => {
  it('of different choices all last, also when they are the first [R3]', async () => {
    const { id, http } = await somebody();
    const names = Array.from({ length: 12 }, (_, index) => `key${index}`);
    await whileLocked('LOCK TABLE user_preferences IN SHARE MODE', async (release) => {
      const sent = names.map((name) =>
        http
          .patch(PATH)
          .send({ custom: { [name]: true } })
          .then(),
      );
      // Not all of them may have a connection yet, but several stand before the same row.
      await eventually(async () => (await waiting(api)) >= 2);
      await release();
      for (const { status } of await Promise.all(sent)) expect(status).toBe(200);
    });
    const { body, headers } = await api.as({ id }).get(PATH);
    expect(Object.keys((body as { custom: object }).custom).sort()).toEqual([...names].sort());
    expect(headers.etag).toBe(`"${names.length}"`);
  });

  it('of one version succeed once', async () => {
    const { http } = await somebody();
    await http.patch(PATH).send({ theme: 'dark' });
    const edit = (size: number) => http.patch(PATH).set('if-match', '"1"').send({ custom: { size } });
    const statuses = (await Promise.all([1, 2, 3, 4, 5].map(edit))).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 412, 412, 412, 412]);
  });
});

describe('a preference', () => {
  it.each([
    ['theme isTheme', '{"theme":"blue"}'],
    ['language isLanguageTag', '{"language":"english please"}'],
    ['language isLanguageTag', '{"language":7}'],
    ['language isLanguageTag', '{"language":["en"]}'],
    ['timeZone isTimeZoneName', '{"timeZone":"Mars/Olympus"}'],
    ['timeZone isTimeZoneName', '{"timeZone":"+01:00"}'],
    ['emailNotifications isObject', '{"emailNotifications":true}'],
    ['emailNotifications isObject', '{"emailNotifications":[]}'],
    ['emailNotifications.likes isBoolean', '{"emailNotifications":{"likes":"yes"}}'],
    ['emailNotifications.sms unknownField', '{"emailNotifications":{"sms":true}}'],
    ['fontSize unknownField', '{"fontSize":14}'],
    ['custom isCustomJson', '{"custom":"text"}'],
    ['custom isCustomJson', '{"custom":[]}'],
    ['custom isCustomJson', '{"custom":{"a":{"b":{"c":{"d":{"e":{}}}}}}}'],
    ['custom isCustomJson', `{"custom":{"${'a'.repeat(65)}":1}}`],
    ['custom isCustomJson', '{"custom":{"a":"\\u0000"}}'],
    ['custom isCustomJson', '{"custom":{"a\\u0000":1}}'],
    ['custom isCustomJson', '{"custom":{"a":["\\ud800"]}}'],
    ['custom isCustomJson', '{"custom":{"a":1e999}}'],
    ['custom preferences_too_large', `{"custom":{"a":"${'a'.repeat(17_000)}"}}`],
    ['custom preferences_too_large', `{"custom":{"a":[${Array(60).fill('1e300').join()}]}}`],
  ])('that is wrong is refused by name, in a whole and in a patch: %s', async (fault, json) => {
    const { http } = await somebody();
    for (const method of ['put', 'patch'] as const) {
      const request = http[method](PATH).set('content-type', 'application/json');
      expect(faultsOf((await request.send(json).expect(422)).body)).toEqual([fault]);
    }
  });

  it.each(['__proto__', 'constructor', 'toString'])('may not be called %s', async (name) => {
    const { http } = await somebody();
    const request = http.patch(PATH).set('content-type', 'application/json');
    const { body } = await request.send(`{"custom":{"${name}":{"evil":true}}}`).expect(400);
    expect(faultsOf(body)).toEqual([`custom.${name} reservedName`]);
  });

  it('may not make the whole too large, however small the patches', async () => {
    const { http } = await somebody();
    const part = (name: string) => http.patch(PATH).send({ custom: { [name]: 'a'.repeat(6000) } });
    await part('one').expect(200);
    await part('two').expect(200);
    expect((await part('three').expect(422)).body.reason).toBe('preferences_too_large');
    await http
      .patch(PATH)
      .send({ custom: { one: null } })
      .expect(200);
    await part('three').expect(200);
  });

  it('is kept as any client sent it', async () => {
    const { http } = await somebody();
    const custom = {
      '': undefined,
      'ключ 🔑 "\'--': [null, { deep: [1.5e-7, -0.1, 'é😀\u2028'] }],
      no: false,
    };
    await http.put(PATH).send({ custom }).expect(200);
    expect((await http.get(PATH)).body.custom).toEqual(JSON.parse(JSON.stringify(custom)));
  });
});

describe('a merge patch', () => {
  it('is named so by a PATCH only', async () => {
    const { http, id } = await somebody();
    const type = 'application/merge-patch+json';
    await http.put(PATH).set('content-type', type).send('{}').expect(415);
    await http.post('/api/v1/posts').set('content-type', `${type}; charset=utf-8`).send('{}').expect(415);
    const user = http.patch(`/api/v1/users/${id}`).set('content-type', type).send('{"name":"Ada K."}');
    expect((await user.expect(200)).body.name).toBe('Ada K.');
  });
});

describe('who has chosen something', () => {
  const find = (contains: string, more = '') =>
    api.http().get(`/api/v1/admin/preferences?contains=${encodeURIComponent(contains)}${more}`);

  it('is found by what their preferences contain, in parts [R3]', async () => {
    const users = [await somebody(), await somebody(), await somebody()];
    for (const [n, { http }] of users.entries())
      await http.put(PATH).send({ theme: n === 1 ? 'light' : 'dark', custom: { team: { name: 'tea' }, n } });
    const ids = ({ body }: { body: { data: { userId: number }[] } }) => body.data.map(({ userId }) => userId);
    const asked = '{"theme":"dark","custom":{"team":{"name":"tea"}}}';
    const whole = await find(asked).expect(200);
    expect(ids(whole)).toEqual([users[2]?.id, users[0]?.id]);
    expect(whole.body.data[0]).toEqual({
      userId: users[2]?.id,
      preferences: { theme: 'dark', custom: { team: { name: 'tea' }, n: 2 } },
      updatedAt: expect.any(String),
    });
    const first = await find(asked, '&limit=1').expect(200);
    const second = await find(asked, `&limit=1&cursor=${first.body.meta.nextCursor}`).expect(200);
    expect([...ids(first), ...ids(second)]).toEqual(ids(whole));
    expect(second.body.meta.nextCursor).toBeUndefined();
    expect(ids(await find('{"theme":"dark","custom":{"n":1}}'))).toEqual([]);
  });

  it.each([
    '',
    '{}',
    '[]',
    '"theme"',
    'null',
    '{"theme"',
    '{"a":1e999}',
    '{"a":"\\u0000"}',
    '{"a":"\\ud800"}',
  ])('is asked by a JSON object that says something, not by %j', async (contains) => {
    const { body } = await find(contains).expect(400);
    expect(body.errors[0].field).toBe('contains');
  });

  it('is not asked at length', async () => {
    await find(`{"a":"${'a'.repeat(993)}"}`).expect(400);
    await find(`{"a":"${'a'.repeat(992)}"}`).expect(200);
  });

  it('is found by no SQL', async () => {
    const { http } = await somebody();
    await http.put(PATH).send({ custom: { victim: true } });
    for (const text of [`' OR true --`, `'); DELETE FROM user_preferences; --`, '%', '\\'])
      expect((await find(JSON.stringify({ theme: text })).expect(200)).body.data).toEqual([]);
    expect((await http.get(PATH)).body).toEqual({ custom: { victim: true } });
  });
});
