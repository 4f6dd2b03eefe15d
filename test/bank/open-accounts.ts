import { randomUUID } from 'node:crypto';
import { ADMIN, bearer } from '../support/access-token.ts';
import { createUsers } from '../support/create-users.ts';

export const DEPOSIT_MEMO = 'opening deposit';

interface Accounts {
  count: number;
  /** Each user gets a wallet in each. */
  currencies: string[];
  deposit: number;
}

/** Creates users with money through a running API and returns their ids. */
export async function openAccounts(url: string, { count, currencies, deposit }: Accounts): Promise<number[]> {
  const userIds = await createUsers(url, count);
  for (const userId of userIds)
    await Promise.all(currencies.map((currency) => depositTo(url, { userId, currency, amount: deposit })));
  return userIds;
}

async function depositTo(
  url: string,
  { userId, currency, amount }: { userId: number; currency: string; amount: number },
): Promise<void> {
  const answer = await fetch(`${url}/api/v1/deposits`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID(), ...bearer(ADMIN) },
    body: JSON.stringify({ userId, amount: String(amount), currency, memo: DEPOSIT_MEMO }),
  });
  if (answer.status !== 201) throw new Error(await answer.text());
}
