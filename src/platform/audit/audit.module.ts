import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditEvent } from './audit-event.entity.js';
import { AuditLog } from './audit-log.js';
import { AuditRetention } from './audit-retention.js';
import { PruneAuditHandler } from './prune-audit.handler.js';

/** Global, because every feature has something to record. */
@Global()
@Module({
  imports: [TypeOrmModule.forFeature([AuditEvent])],
  providers: [AuditLog, AuditRetention],
  exports: [AuditLog, AuditRetention, TypeOrmModule],
})
export class AuditModule {}

/** What the worker does for it. */
@Module({ providers: [PruneAuditHandler] })
export class AuditJobsModule {}
