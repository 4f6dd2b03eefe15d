import { quietCpuUs } from '../auth/quiet-cpu.ts';
import { importProduct } from '../product.ts';

type Observe = (
  ...facts: [sql: string, durationMs: number, failed: boolean, rows: number, node: object]
) => void;

interface Client {
  connect(): Promise<void>;
  end(): Promise<void>;
}

interface Product {
  parseConfig: (env: NodeJS.ProcessEnv) => { database: object };
  StatementLog: new (slowMs: number) => { observe: Observe };
  StatementClient: new (config: { connectionString?: string }) => Client;
  DatabaseCluster: new (options: object) => object;
  QueryLogWriter: new (config: object, log: object, cluster: object) => { onModuleInit: () => void };
  QueryLogTable: new () => {
    write: (client: Client, entries: object[], shapes: object[]) => Promise<unknown>;
  };
}

/** CPU time of the process for one statement, in microseconds. */
export interface StatementCost {
  /** To note it, by the share that is kept. */
  noteUs: Record<string, number>;
  /** To write one that is kept, with as many as a second brings. */
  writeUs: number;
}

const SQL =
  'SELECT "user"."id" AS "user_id", "user"."name" AS "user_name" FROM "users" "user" WHERE "user"."id" = $1';
const NODE = { name: 'node-1', role: 'primary' };
const AT_ONCE = 500;

export async function measureStatement(
  env: NodeJS.ProcessEnv,
  shares: readonly string[],
): Promise<StatementCost> {
  const product = await loadProduct();
  const ways = shares.map((share): [string, () => void] => [share, notes(product, env, share)]);
  const noteUs = await quietCpuUs(Object.fromEntries(ways), { tries: 40, times: 5000 });
  return { noteUs, writeUs: await measureWriting(product, env) };
}

// The cluster is never started: what is kept stays.
function notes({ parseConfig, ...product }: Product, env: NodeJS.ProcessEnv, share: string): () => void {
  const config = parseConfig({ ...env, QUERY_LOG_SAMPLE: share, QUERY_LOG_BUFFER: '1000000' });
  const log = new product.StatementLog(1000);
  new product.QueryLogWriter(config, log, new product.DatabaseCluster(config.database)).onModuleInit();
  return () => log.observe(SQL, 1, false, 1, NODE);
}

async function measureWriting(product: Product, env: NodeJS.ProcessEnv): Promise<number> {
  const client = new product.StatementClient({ connectionString: env.DATABASE_URL });
  const table = new product.QueryLogTable();
  await client.connect();
  const entries = Array.from({ length: AT_ONCE }, (_, n) => entry(n));
  const writing = { write: () => table.write(client, entries, []) };
  const { write } = await quietCpuUs(writing, { tries: 40, times: 5 });
  await client.end();
  return write / AT_ONCE;
}

function entry(n: number): object {
  const facts = { durationMs: n / 7, rows: 1, failed: false, fingerprint: '0123456789ab', weight: 1 };
  const origin = { node: 'node-1', role: 'primary', origin: 'GET /api/v1/users/:id' };
  return { at: Date.now(), ...facts, ...origin, requestId: `5f0c1c1e-6f0e-4d67-9b0a-${100_000_000_000 + n}` };
}

function loadProduct(): Promise<Product> {
  return importProduct<Product>(
    'config/config.js',
    'platform/database/statement-log.js',
    'platform/database/statement-client.js',
    'platform/database/nodes/cluster.js',
    'platform/query-log/query-log-table.js',
    'platform/query-log/query-log-writer.js',
  );
}
