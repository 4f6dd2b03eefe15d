import type { Response } from 'supertest';
import type { HttpClient } from './api.ts';

/** What a request was answered past the cache, with the number of statements that the database was sent for it. */
export async function withStatements(
  client: HttpClient,
  path: string,
): Promise<{ answer: Response; statements: number }> {
  const answer = await client.get(path).set('Cache-Control', 'no-cache').expect(200);
  const count = /desc="(\d+) statements/.exec(String(answer.headers['server-timing']))?.[1];
  return { answer, statements: Number(count) };
}

/** Fails unless a GET of `path` costs the database so many statements. */
export async function expectStatements(client: HttpClient, path: string, expected: number): Promise<void> {
  const { statements } = await withStatements(client, path);
  expect({ path, statements }).toEqual({ path, statements: expected });
}
