import type { TestApi } from '../support/api.ts';

export interface PostBody {
  title: string;
  body: string;
  language?: string;
  status?: string;
}

/** A valid body for a new post. */
export function aPost(fields: Partial<PostBody> = {}): PostBody {
  return { title: 'Notes on the Analytical Engine', body: 'It weaves patterns.', ...fields };
}

/** Creates a post through the API, as that user, and returns what it answered. */
export async function createPost(
  api: TestApi,
  authorId: number,
  fields: Partial<PostBody> = {},
): Promise<{ id: number; title: string; body: string; author: { id: number; name: string } }> {
  const { body } = await api.as({ id: authorId }).post('/api/v1/posts').send(aPost(fields)).expect(201);
  return body as Awaited<ReturnType<typeof createPost>>;
}
