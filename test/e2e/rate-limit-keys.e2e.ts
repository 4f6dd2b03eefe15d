import { startApi, type TestApi } from '../support/api.ts';

let direct: TestApi;
let proxied: TestApi;

beforeAll(async () => {
  const limits = { RATE_LIMIT_ANONYMOUS: '5/15m' };
  direct = await startApi(limits);
  proxied = await startApi({ ...limits, TRUST_PROXY: '127.0.0.1,10.0.0.0/8' });
});

/** How many of ten requests, one after the other, get through. */
async function served(api: TestApi, headers: (i: number) => Record<string, string>): Promise<number> {
  let count = 0;
  for (let i = 0; i < 10; i += 1) {
    const { status } = await fetch(`${api.url}/about`, { headers: headers(i) });
    if (status === 200) count += 1;
  }
  return count;
}

describe('whom a request counts for', () => {
  it('a client without a proxy cannot forge it [W8.S1]', async () => {
    const forged = (i: number) => ({
      'x-forwarded-for': `203.0.113.${i}`,
      'x-real-ip': `203.0.113.${i}`,
      forwarded: `for=203.0.113.${i}`,
      'cf-connecting-ip': `203.0.113.${i}`,
    });
    expect(await served(direct, forged)).toBe(5);
  });

  it('behind trusted proxies it is the client, each by itself [W8.S1]', async () => {
    expect(await served(proxied, (i) => ({ 'x-forwarded-for': `198.51.100.${i}` }))).toBe(10);
    expect(await served(proxied, () => ({ 'x-forwarded-for': '198.51.100.77' }))).toBe(5);
  });

  it('behind trusted proxies a client cannot forge it either [W8.S1]', async () => {
    const forged = (i: number) => ({ 'x-forwarded-for': `203.0.113.${i}, 198.51.100.88, 10.1.2.3` });
    expect(await served(proxied, forged)).toBe(5);
  });

  it('a /64 of IPv6 is one client, and an IPv4 address is the same written as IPv6 [W8.S1]', async () => {
    const hosts = (i: number) => ({ 'x-forwarded-for': `2001:db8:5:6:${i.toString(16)}:1:2:3` });
    expect(await served(proxied, hosts)).toBe(5);
    expect(await served(proxied, () => ({ 'x-forwarded-for': '2001:db8:5:7::1' }))).toBe(5);
    const either = (i: number) => ({ 'x-forwarded-for': i % 2 ? '::ffff:192.0.2.9' : '192.0.2.9' });
    expect(await served(proxied, either)).toBe(5);
  });
});
