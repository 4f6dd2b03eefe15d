import { aUser } from '../builders/a-user.ts';
import { startApi, type TestApi, UNCACHED } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi(UNCACHED);
  // Replicas join once they have been asked, and have the database of this test.
  await eventually(async () => (await up('replica')) === 2);
});

describe('statements in the metrics', () => {
  it('are counted by the role of their node and by kind: reads on replicas, writes on the primary [W9.I6]', async () => {
    const before = await counts();
    for (let turn = 0; turn < 10; turn += 1) await api.http().get('/api/v1/users').expect(200);
    await api.http().post('/api/v1/users').send(aUser()).expect(201);
    const after = await counts();
    const added = (role: string, kind: string) => after(role, kind) - before(role, kind);
    expect(added('replica', 'read')).toBeGreaterThanOrEqual(10);
    expect(added('replica', 'write')).toBe(0);
    expect(added('replica', 'transaction')).toBe(0);
    expect(added('primary', 'write')).toBeGreaterThanOrEqual(1);
  });

  it('are not counted twice when the metrics are read twice', async () => {
    // The first reading has the state of the ledger asked, once.
    await eventually(async () => {
      const [first, second] = [await counts(), await counts()];
      return second('replica', 'read') > 0 && second('replica', 'read') === first('replica', 'read');
    });
  });
});

async function counts(): Promise<(role: string, kind: string) => number> {
  const { text } = await api.http().get('/metrics').expect(200);
  return (role, kind) =>
    sum(text, 'groundwork_database_statements_total', [`role="${role}"`, `kind="${kind}"`]);
}

async function up(role: string): Promise<number> {
  const { text } = await api.http().get('/metrics').expect(200);
  return sum(text, 'groundwork_database_node_up', [`role="${role}"`]);
}

function sum(text: string, metric: string, labels: string[]): number {
  const lines = text.split('\n').filter((line) => line.startsWith(metric));
  return lines
    .filter((line) => labels.every((label) => line.includes(label)))
    .reduce((total, line) => total + Number(line.split(' ').at(-1)), 0);
}
