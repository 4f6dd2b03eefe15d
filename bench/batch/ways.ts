import type { Client } from 'pg';
import { copyRows } from '../data-set/copy-rows.ts';
import type { NewRows } from './new-rows.ts';

/** A way to add all of the rows. */
export interface Way {
  name: string;
  add: () => Promise<unknown>;
}

export function waysInSql(client: Client, { table, columns, values }: NewRows): Way[] {
  const names = columns.map(({ name }) => name).join(', ');
  const insert = `INSERT INTO ${table} (${names})`;
  const oneByOne = async (): Promise<void> => {
    const text = `${insert} VALUES (${columns.map((_column, index) => `$${index + 1}`).join(', ')})`;
    for (const row of values) await client.query(text, row);
  };
  const manyRows = () => {
    const place = (row: number, column: number) => `$${row * columns.length + column + 1}`;
    const rows = values.map(
      (_row, row) => `(${columns.map((_column, column) => place(row, column)).join(', ')})`,
    );
    return client.query(`${insert} VALUES ${rows.join(', ')}`, values.flat());
  };
  const fromArrays = () => {
    const arrays = columns.map(({ type }, index) => `$${index + 1}::${type}[]`);
    const byColumn = columns.map((_column, index) => values.map((row) => row[index]));
    return client.query(`${insert} SELECT * FROM unnest(${arrays.join(', ')})`, byColumn);
  };
  return [
    { name: 'INSERT, one row and one commit each', add: oneByOne },
    {
      name: 'INSERT, one row each, one commit',
      add: async () => {
        await client.query('BEGIN');
        await oneByOne();
        await client.query('COMMIT');
      },
    },
    { name: 'INSERT of many rows', add: manyRows },
    { name: 'INSERT from arrays', add: fromArrays },
    { name: 'COPY', add: () => copyRows(client, `${table} (${names}) FROM STDIN`, values) },
  ];
}

/** Through the API, with validation, permissions and limits. */
export function waysInHttp(url: string, token: string, { table, items }: NewRows): Way[] {
  const post = (path: string, body: object) => send(`${url}/api/v1/${path}`, token, body);
  return [
    {
      name: `POST /${table}, one after the other`,
      add: async () => {
        for (const item of items) await post(table, item);
      },
    },
    { name: `POST /${table}/batch`, add: () => post(`${table}/batch`, { [table]: items }) },
  ];
}

async function send(url: string, token: string, body: object): Promise<void> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (answer.status !== 201) throw new Error(`${url}: ${answer.status} ${text}`);
}
