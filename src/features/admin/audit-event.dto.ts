import { ApiProperty } from '@nestjs/swagger';
import type { AuditDetails, AuditEvent } from '../../platform/audit/audit-event.entity.js';
import { PageMetaDto } from '../../platform/http/page.dto.js';

/** One thing that happened. Actor and target may be gone since. */
export class AuditEventDto {
  /** @example 4711 */
  id!: number;

  /** @example 2026-01-31T09:30:00.000Z */
  occurredAt!: Date;

  /** @example user.role_changed */
  action!: string;

  /**
   * Id of the user who did it; absent when nobody was signed in.
   * @example 1
   */
  actorId?: number;

  /**
   * The role the actor had then.
   * @example admin
   */
  actorRole?: string;

  /**
   * How the actor was signed in: bearer, cookie, session or api_key.
   * @example bearer
   */
  actorMethod?: string;

  /** @example user */
  targetType?: string;

  /** @example "12" */
  targetId?: string;

  /** @example 203.0.113.9 */
  address?: string;

  /** @example Mozilla/5.0 */
  agent?: string;

  /** @example 5f0c1c1e-6f0e-4d67-9b0a-2f6f3c1d7a55 */
  requestId?: string;

  /** What else there is to know; texts, numbers and booleans by name. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { oneOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }] },
    example: { from: 'user', to: 'moderator' },
  })
  details!: AuditDetails;

  constructor(event: AuditEvent) {
    this.id = event.id;
    this.occurredAt = event.occurredAt;
    this.action = event.action;
    this.actorId = event.actorId ?? undefined;
    this.actorRole = event.actorRole ?? undefined;
    this.actorMethod = event.actorMethod ?? undefined;
    this.targetType = event.targetType ?? undefined;
    this.targetId = event.targetId ?? undefined;
    this.address = event.address ?? undefined;
    this.agent = event.agent ?? undefined;
    this.requestId = event.requestId ?? undefined;
    this.details = event.details;
  }
}

export class AuditEventListDto {
  data!: AuditEventDto[];
  meta!: PageMetaDto;
}
