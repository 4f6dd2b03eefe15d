import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { busyClients } from './busy-clients.ts';
import { VARIABLES } from './payment.ts';
import { readScript } from './script.ts';
import type { TurnSettings } from './turn.ts';

// What stands in for pgbench where there is none: the statements of its script over the driver alone, prepared, in a
// process of its own. node bench/transfers/bare-loop.ts <url> <script> <settings>, prints what it counted.
const [url, script = '', settings = '{}'] = process.argv.slice(2);
const turn = JSON.parse(settings) as TurnSettings;
const statements = readScript(script);
const connections = Array.from({ length: turn.clients }, () => new pg.Client({ connectionString: url }));
await Promise.all(connections.map((connection) => connection.connect()));
const count = await busyClients(turn, (from, to, client) => run(connections[client] as pg.Client, from, to));
await Promise.all(connections.map((connection) => connection.end()));
process.stdout.write(JSON.stringify(count));

async function run(connection: pg.Client, from: number, to: number): Promise<void> {
  const known: Record<string, unknown> = { ...VARIABLES, from, to, key: randomUUID() };
  for (const [index, { text, variables: names, keepsRow }] of statements.entries()) {
    const values = names.map((name) => known[name]);
    const { rows } = await connection.query({ name: `s${index}`, text, values });
    if (keepsRow) Object.assign(known, rows[0]);
  }
}
