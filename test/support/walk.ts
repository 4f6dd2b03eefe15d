import type { Response } from 'supertest';
import type { TestApi } from './api.ts';

interface Listed {
  id: number;
  name?: string;
  title?: string;
}

/**
 * Follows `Link: rel="next"` from a list's first part to its last and returns every item in the order it came.
 * `between` runs after each part.
 */
export async function walk(
  api: TestApi,
  path: string,
  between: (part: number) => Promise<void> = async () => {},
): Promise<Listed[]> {
  const items: Listed[] = [];
  let next: string | undefined = path;
  for (let part = 1; next !== undefined; part += 1) {
    const answer: Response = await api.http().get(next).expect(200);
    items.push(...(answer.body.data as Listed[]));
    next = links(answer.headers.link).next;
    await between(part);
  }
  return items;
}

/** The addresses in a `Link` header by their relation. */
export function links(header = ''): Record<string, string> {
  return Object.fromEntries(
    [...header.matchAll(/<([^>]*)>; rel="(\w+)"/g)].map(([, url, rel]) => [rel, url]),
  );
}
