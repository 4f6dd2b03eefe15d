import type { TestApi } from '../support/api.ts';

export interface CommentBody {
  body: string;
  parentId?: number;
}

export interface CommentAnswer {
  id: number;
  postId: number;
  parentId: number | null;
  depth: number;
  deleted: boolean;
  body: string | null;
  author: { id: number; name: string } | null;
  replyCount: number;
}

/** A valid body for a new comment. */
export function aComment(fields: Partial<CommentBody> = {}): CommentBody {
  return { body: 'It weaves flowers and leaves as well.', ...fields };
}

/** Creates a comment through the API, as that user, and returns what it answered. */
export async function createComment(
  api: TestApi,
  authorId: number,
  postId: number,
  fields: Partial<CommentBody> = {},
): Promise<CommentAnswer> {
  const path = `/api/v1/posts/${postId}/comments`;
  const { body } = await api.as({ id: authorId }).post(path).send(aComment(fields)).expect(201);
  return body as CommentAnswer;
}
