import { aUser } from '../builders/a-user.ts';
import { ADMIN, bearer } from './access-token.ts';

/** Creates users through a running API and returns their ids. */
export async function createUsers(url: string, count: number): Promise<number[]> {
  const ids: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const answer = await fetch(`${url}/api/v1/users`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...bearer(ADMIN) },
      body: JSON.stringify(aUser()),
    });
    if (answer.status !== 201) throw new Error(await answer.text());
    ids.push(((await answer.json()) as { id: number }).id);
  }
  return ids;
}
