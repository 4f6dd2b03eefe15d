import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import type { AuditAction } from '../../platform/audit/audit-actions.js';
import { AuditEvent } from '../../platform/audit/audit-event.entity.js';
import { selectPage, type SortOrder } from '../../platform/database/keyset.js';
import type { Page, PageRequest } from '../../shared/page.js';

export interface AuditFilter {
  action?: AuditAction;
  actorId?: number;
  targetType?: string;
  /** Only together with `targetType`, whose index it shares. */
  targetId?: string;
  address?: string;
  /** Not before. */
  from?: Date;
  /** Before. */
  to?: Date;
}

const NEWEST_FIRST: SortOrder<AuditEvent> = {
  name: '-occurredAt',
  column: 'event.occurredAt',
  direction: 'DESC',
  type: 'time',
  value: (event) => event.occurredAt,
};

const EQUAL = ['action', 'actorId', 'targetType', 'targetId', 'address'] as const;

/** Reads the audit log; `platform/audit` writes it. */
@Injectable()
export class AuditEventsRepository {
  constructor(@InjectRepository(AuditEvent) private readonly events: Repository<AuditEvent>) {}

  /** The newest first. An index serves each filter. */
  list(filter: AuditFilter, request: PageRequest): Promise<Page<AuditEvent>> {
    const builder = this.events.createQueryBuilder('event');
    for (const name of EQUAL) {
      if (filter[name] !== undefined) builder.andWhere(`event.${name} = :${name}`, { [name]: filter[name] });
    }
    const { from, to } = filter;
    if (from) builder.andWhere('event.occurredAt >= :from', { from });
    if (to) builder.andWhere('event.occurredAt < :to', { to });
    return selectPage(builder, NEWEST_FIRST, request);
  }
}
