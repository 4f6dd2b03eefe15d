import { isSentinelUrl, parseSentinelUrl } from './sentinel-url.js';

describe('the URL of sentinels [W7.B5]', () => {
  it('names them, the set, and who may use it', () => {
    const url = 'rediss+sentinel://app:p%40ss:word@one:26380,[::1]:26381,two/cache/3?sentinelPassword=s%26t';
    expect(isSentinelUrl(url)).toBe(true);
    expect(parseSentinelUrl(url)).toEqual({
      sentinels: [
        { host: 'one', port: 26380 },
        { host: '::1', port: 26381 },
        { host: 'two', port: 26379 },
      ],
      name: 'cache',
      database: 3,
      tls: true,
      username: 'app',
      password: 'p@ss:word',
      sentinelUsername: undefined,
      sentinelPassword: 's&t',
    });
  });

  it('needs little', () => {
    const { sentinels, name, database, tls } = parseSentinelUrl('redis+sentinel://one/queue') ?? {};
    expect({ sentinels, name, database, tls }).toEqual({
      sentinels: [{ host: 'one', port: 26379 }],
      name: 'queue',
      database: 0,
      tls: false,
    });
  });

  it.each([
    'redis+sentinel://one:26379',
    'redis+sentinel:///queue',
    'redis+sentinel://one,,two/queue',
    'redis+sentinel://one:99999/queue',
    'redis+sentinel://one/queue/first',
    'redis+sentinel://:%zz@one/queue',
    'redis+sentinel://one/queue?password=x',
    'redis://one/0',
  ])('is not %s', (url) => {
    expect(parseSentinelUrl(url)).toBeUndefined();
  });
});
