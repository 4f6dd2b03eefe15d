import { isIP } from 'node:net';
import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import type { Principal } from '../../shared/principal.js';
import { currentContext } from '../context/request-context.js';
import type { Transaction } from '../database/transaction.js';
import type { AuditAction } from './audit-actions.js';
import { type AuditDetails, AuditEvent } from './audit-event.entity.js';
import { plainLine } from './plain-line.js';

export interface AuditFact {
  action: AuditAction;
  /** What it was done to: `user`, `post`, `api_key`. */
  targetType?: string;
  targetId?: string | number;
  /** Who did it, where that is not who is signed in: at registration, at sign-in. */
  actorId?: number;
  /** What else a reader needs. Never a password, a token, a code or a key, nor what was typed as one. */
  details?: AuditDetails;
}

/** Records who did what to whom, and from where. Rows can be added and read, not changed. */
@Injectable()
export class AuditLog {
  constructor(@InjectRepository(AuditEvent) private readonly events: Repository<AuditEvent>) {}

  /**
   * Actor, address, agent and request come from the RequestContext. With `tx` the record commits with the change, and
   * is gone when that is rolled back; what failed is recorded without. Throws AppError when it cannot be recorded: what
   * leaves no trace does not happen.
   */
  record(fact: AuditFact, tx?: Transaction): Promise<void> {
    return this.recordAll([fact], tx);
  }

  /** As `record`, for many in one statement. */
  async recordAll(facts: readonly AuditFact[], tx?: Transaction): Promise<void> {
    const events = tx ? tx.repository(AuditEvent) : this.events;
    await events.insert(facts.map(eventOf));
  }
}

function eventOf({ action, targetType, targetId, actorId, details }: AuditFact) {
  const context = currentContext();
  const { principal } = context ?? {};
  return {
    action,
    ...actorOf(principal, actorId),
    targetType: targetType ?? null,
    targetId: targetId === undefined ? null : plainLine(String(targetId), 200),
    address: addressOf(context?.client?.address),
    agent: context?.client?.agent === undefined ? null : plainLine(context.client.agent, 300),
    requestId: context?.requestId ?? null,
    details: detailsOf(principal, details),
  };
}

// The role and the method are those of the principal, and say nothing of another actor.
function actorOf(principal: Principal | undefined, actorId?: number) {
  const own = principal !== undefined && (actorId === undefined || actorId === principal.userId);
  return {
    actorId: actorId ?? principal?.userId ?? null,
    actorRole: own ? principal.role : null,
    actorMethod: own ? principal.method : null,
  };
}

function detailsOf(principal: Principal | undefined, details: AuditDetails = {}): AuditDetails {
  const all = { ...(principal?.apiKeyId !== undefined && { apiKeyId: principal.apiKeyId }), ...details };
  const plain = Object.entries(all).map(([name, value]): [string, AuditDetails[string]] => [
    name,
    typeof value === 'string' ? plainLine(value, 500) : value,
  ]);
  return Object.fromEntries(plain);
}

/** What the type `inet` takes: a link-local address comes with its interface, `fe80::1%eth0`. */
function addressOf(address: string | undefined): string | null {
  const bare = address?.split('%')[0] ?? '';
  return isIP(bare) ? bare : null;
}
