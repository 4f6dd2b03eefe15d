import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Stack } from '../../local/stack.ts';
import { aUser } from '../builders/a-user.ts';
import { ADMIN, bearer } from '../support/access-token.ts';
import { type ApiProcess, startApiProcess } from '../support/api-process.ts';
import { promoteFurthest, startDrillStack } from '../support/drill-stack.ts';
import { eventually } from '../support/eventually.ts';
import { FaultyLink } from '../support/faulty-link.ts';

const COUNT = 8;
const requests = Array.from({ length: COUNT }, () => ({ key: randomUUID(), body: aUser() }));

let stack: Stack;
let link: FaultyLink;
let api: ApiProcess;

beforeAll(async () => {
  stack = await startDrillStack('commits');
  link = await FaultyLink.to(stack.env.DATABASE_URL ?? '');
  api = await startApiProcess({ ...stack.env, DATABASE_URL: link.url });
}, 60_000);

afterAll(async () => {
  await api.stop();
  await link.close();
  await stack.destroy();
}, 60_000);

function post({ key, body }: (typeof requests)[number]): Promise<Response> {
  return fetch(`${api.url}/api/v1/users`, {
    method: 'POST',
    headers: { ...bearer(ADMIN), 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(body),
  });
}

describe('when the primary is lost while it commits', () => {
  it('nobody is told what nobody knows, and each request is done once when it is repeated [W9.H6] [W9.I5]', async () => {
    link.arm('COMMIT', 'hold answer', COUNT);
    const answers = requests.map(post);
    await eventually(() => link.struck === COUNT, 20_000);
    await stack.kill('primary');
    for (const answer of await Promise.all(answers)) {
      expect(answer.status).toBe(503);
      expect(answer.headers.get('retry-after')).toBe('1');
      expect(await answer.json()).toMatchObject({ reason: 'commit_unknown' });
    }

    const primary = await promoteFurthest(stack);
    let replayed = 0;
    for (const request of requests) {
      const answer = await eventually(async () => {
        const again = await post(request);
        return again.status === 201 && again;
      }, 30_000);
      replayed += answer.headers.get('idempotency-replayed') === 'true' ? 1 : 0;
    }
    process.stdout.write(`lost commits: ${replayed} of ${COUNT} had been made, the others were made again\n`);
    expect(await emailsOn(primary)).toEqual(requests.map(({ body }) => body.email).sort());
  }, 120_000);
});

async function emailsOn(node: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: stack.nodes.find(({ name }) => name === node)?.url });
  await client.connect();
  const { rows } = await client
    .query<{ email: string }>('SELECT email FROM users')
    .finally(() => client.end());
  return rows.map(({ email }) => email).sort();
}
