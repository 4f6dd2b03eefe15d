import { Column, Entity, Index } from 'typeorm';
import { RowId } from '../database/row-columns.js';

export type AuditDetails = Record<string, string | number | boolean>;

/**
 * Something that happened, as it will be read years later: it refers to nothing, so that it outlives user and target.
 * The database refuses to change a row, and to delete one that is not old (see the migration).
 */
@Entity('audit_events')
@Index('audit_events_occurred_at_idx', ['occurredAt', 'id'])
@Index('audit_events_action_idx', ['action', 'occurredAt', 'id'])
@Index('audit_events_actor_id_idx', ['actorId', 'occurredAt', 'id'])
@Index('audit_events_target_idx', ['targetType', 'targetId', 'occurredAt', 'id'])
@Index('audit_events_address_idx', ['address', 'occurredAt', 'id'])
export class AuditEvent {
  @RowId('audit_events_pkey')
  id!: number;

  @Column({ type: 'timestamptz', precision: 3, name: 'occurred_at', default: () => 'now()', insert: false })
  occurredAt!: Date;

  @Column('text')
  action!: string;

  /** Null when nobody was signed in: a failed sign-in, a command of the operator. */
  @Column('bigint', { name: 'actor_id', nullable: true })
  actorId!: number | null;

  @Column('text', { name: 'actor_role', nullable: true })
  actorRole!: string | null;

  /** How the actor showed who they are. */
  @Column('text', { name: 'actor_method', nullable: true })
  actorMethod!: string | null;

  @Column('text', { name: 'target_type', nullable: true })
  targetType!: string | null;

  @Column('text', { name: 'target_id', nullable: true })
  targetId!: string | null;

  @Column('inet', { nullable: true })
  address!: string | null;

  @Column('text', { nullable: true })
  agent!: string | null;

  @Column('text', { name: 'request_id', nullable: true })
  requestId!: string | null;

  @Column('jsonb', { default: {} })
  details!: AuditDetails;
}
