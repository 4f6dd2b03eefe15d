import { randomUUID } from 'node:crypto';
import type { Test } from 'supertest';
import type { ImportDto } from '../../src/features/imports/import.dto.js';
import type { HttpClient, TestApi } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';

/** As it is answered, with times as texts. */
export type ShownImport = Omit<ImportDto, 'createdAt' | 'entityTag'> & { createdAt: string };

/** One that is over, of which nothing is known but that. */
export async function createImport(api: TestApi): Promise<string> {
  const id = randomUUID();
  await api.dataSource.query(
    `INSERT INTO imports (id, bytes, target, options, state, lanes) VALUES ($1, 1, 'users', '{}', 'completed', 1)`,
    [id],
  );
  await api.dataSource.query('INSERT INTO import_lanes (import_id, lane) VALUES ($1, 0)', [id]);
  return id;
}

/** A file of users, each with an address of its own. */
export function usersCsv(rows: number, prefix = randomUUID()): string {
  const lines = Array.from({ length: rows }, (_, row) => `User ${row},${prefix}-${row}@example.com`);
  return ['Name,E-mail', ...lines, ''].join('\n');
}

export function sendUpload(client: HttpClient, content: string | Buffer, filename = 'people.csv'): Test {
  return client.post('/api/v1/uploads').attach('file', Buffer.from(content), filename);
}

/** A file and what is wanted of it in one request. */
export function sendImport(client: HttpClient, content: string | Buffer, options: object = {}): Test {
  return client
    .post('/api/v1/imports')
    .field('options', JSON.stringify({ target: 'users', ...options }))
    .attach('file', Buffer.from(content), 'people.csv');
}

/** Imports a file and waits until nothing more happens by itself. */
export async function importFile(
  client: HttpClient,
  content: string | Buffer,
  options: object = {},
): Promise<ShownImport> {
  const { body } = await sendImport(client, content, options).expect(202);
  return importAt(client, (body as ShownImport).id, ['completed', 'cancelled', 'failed', 'paused']);
}

/** The import as soon as it is in one of these states. */
export function importAt(client: HttpClient, id: string, states: readonly string[]): Promise<ShownImport> {
  return eventually(async () => {
    const { body } = await client.get(`/api/v1/imports/${id}`).expect(200);
    return states.includes((body as ShownImport).state) && (body as ShownImport);
  }, 60_000);
}
