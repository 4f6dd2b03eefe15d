import { randomUUID } from 'node:crypto';
import type { TestApi } from '../support/api.ts';

export interface UserBody {
  name: string;
  email: string;
}

/** A valid body for a new user whom nobody else has. */
export function aUser(fields: Partial<UserBody> = {}): UserBody {
  return { name: 'Ada Lovelace', email: `${randomUUID()}@example.com`, ...fields };
}

/** Creates a user through the API and returns what it answered. */
export async function createUser(
  api: TestApi,
  fields: Partial<UserBody> = {},
): Promise<UserBody & { id: number }> {
  const { body } = await api.http().post('/api/v1/users').send(aUser(fields)).expect(201);
  return body as UserBody & { id: number };
}
