import { openAccount } from '../builders/an-account.ts';
import { startApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';

/** Write-then-read pairs of a program that keeps no cookie and no header, each half by another process. */
const PAIRS = 150;

describe('somebody who is signed in', () => {
  it('reads what they wrote through another process, bringing nothing but who they are', async () => {
    const [writes, reads] = [await startApi(), await startApi()];
    const { accessToken } = await openAccount(writes);
    const headers = { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' };
    const servedBy: Record<string, number> = {};
    const stale: string[] = [];
    for (let turn = 0; turn < PAIRS; turn += 1) {
      const name = `Ada ${turn}`;
      const written = await fetch(`${writes.url}/api/v1/profile`, {
        method: 'PATCH',
        headers,
        body: JSON.stringify({ name }),
      });
      expect(written.status).toBe(200);
      const read = await fetch(`${reads.url}/api/v1/profile`, { headers });
      const seen = ((await read.json()) as { name: string }).name;
      if (seen !== name) stale.push(`${seen} after ${name}`);
      const node = /on ([\w-]+)/.exec(read.headers.get('server-timing') ?? '')?.[1] ?? 'none';
      servedBy[node] = (servedBy[node] ?? 0) + 1;
    }
    expect(stale).toEqual([]);
    // Else the primary would be the reason.
    expect(Object.keys(servedBy).some((node) => node.startsWith('node'))).toBe(true);
  }, 60_000);

  it('reads their account through another process as soon as it is opened', async () => {
    const [writes, reads] = [await startApi(), await startApi()];
    for (let turn = 0; turn < 30; turn += 1) {
      const { accessToken } = await openAccount(writes);
      const headers = { authorization: `Bearer ${accessToken}` };
      expect((await fetch(`${reads.url}/api/v1/profile`, { headers })).status).toBe(200);
    }
  }, 60_000);

  it('has a position that does not go back, and reads on beyond the end of the log', async () => {
    const api = await startApi();
    const { http, id } = await openAccount(api);
    await http.patch('/api/v1/profile').send({ name: 'First' }).expect(200);
    const { PrincipalPositions } = await import('../../src/platform/access/principal-positions.js');
    const positions = api.app.get(PrincipalPositions);
    const last = await positions.find(id);
    if (!last) throw new Error('no position was kept');
    await positions.keep(id, { timeline: last.timeline, lsn: last.lsn - 1000n });
    expect(await positions.find(id)).toEqual(last);
    await positions.keep(id, { timeline: last.timeline, lsn: last.lsn + 8n });
    expect(await positions.find(id)).toEqual({ timeline: last.timeline, lsn: last.lsn + 8n });
    // Beyond the end of the log no replica gets, so the primary answers.
    await eventually(async () => (await http.get('/api/v1/profile')).status === 200);
  });
});
