import { setTimeout as sleep } from 'node:timers/promises';
import { generateSync } from 'otplib';
import { PasswordsService } from '../../src/features/passwords/passwords.service.js';
import { SecondFactorSettings } from '../../src/features/second-factor/second-factor-settings.service.js';
import { Database } from '../../src/platform/database/database.js';
import type { TestApi } from '../support/api.ts';
import { createUser } from './a-user.ts';

const STEP_MS = 30_000;

export const PASSWORD = 'quiet violin harbour';

export interface Account {
  userId: number;
  email: string;
}

export interface Enrolled extends Account {
  secret: string;
  recoveryCodes: string[];
}

/** A user with a password. */
export async function anAccount(api: TestApi): Promise<Account> {
  const { id, email } = await createUser(api);
  const [passwords, database] = [api.app.get(PasswordsService), api.app.get(Database)];
  const hash = await passwords.hash(PASSWORD, [email]);
  await database.transaction('test.password', (tx) => passwords.store(tx, id, hash));
  return { userId: id, email };
}

/** A user whose second factor was turned on with the code of the step before: the present one is unused. */
export async function anEnrolled(api: TestApi): Promise<Enrolled> {
  const account = await anAccount(api);
  const settings = api.app.get(SecondFactorSettings);
  const { secret } = await settings.start(account.userId);
  return { ...account, secret, recoveryCodes: await settings.confirm(account.userId, codeOf(secret, -1)) };
}

/** What the app shows, showed or will show. */
export function codeOf(secret: string, stepsFromNow = 0): string {
  return generateSync({ secret, epoch: Math.floor((Date.now() + stepsFromNow * STEP_MS) / 1000) });
}

/** Waits for the next time step when this one is about to end, so that codes mean the same all through a test. */
export async function earlyInStep(): Promise<void> {
  const left = STEP_MS - (Date.now() % STEP_MS);
  if (left < 5000) await sleep(left);
}
