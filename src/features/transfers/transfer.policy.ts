import type { Principal } from '../../shared/principal.js';

/** Transfers are seen by both sides, and by those who keep the ledger. */
export function maySeeTransfer(
  actor: Principal,
  { fromUserId, toUserId }: { fromUserId: number | null; toUserId: number | null },
): boolean {
  return [fromUserId, toUserId].includes(actor.userId) || actor.permissions.has('wallets:deposit');
}
