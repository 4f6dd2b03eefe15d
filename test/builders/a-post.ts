import type { TestApi } from '../support/api.ts';

export interface PostBody {
  authorId: number;
  title: string;
  body: string;
}

/** A valid body for a new post of that user. */
export function aPost(authorId: number, fields: Partial<PostBody> = {}): PostBody {
  return { authorId, title: 'Notes on the Analytical Engine', body: 'It weaves patterns.', ...fields };
}

/** Creates a post through the API and returns what it answered. */
export async function createPost(
  api: TestApi,
  authorId: number,
  fields: Partial<PostBody> = {},
): Promise<{ id: number; title: string; body: string; author: { id: number; name: string } }> {
  const { body } = await api.http().post('/api/v1/posts').send(aPost(authorId, fields)).expect(201);
  return body as Awaited<ReturnType<typeof createPost>>;
}
