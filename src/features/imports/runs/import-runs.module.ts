import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { InvitationsModule } from '../../invitations/invitations.module.js';
import { UploadsModule } from '../../uploads/uploads.module.js';
import { ImportLane } from '../import-lane.entity.js';
import { Import } from '../import.entity.js';
import { ImportReject } from '../rejects/import-reject.entity.js';
import { ImportRejects } from '../rejects/import-rejects.repository.js';
import { BatchWriter } from '../writing/batch-writer.service.js';
import { ImportClaims } from './import-claims.repository.js';
import { ImportRuns } from './import-runs.service.js';

/** Runs imports, and keeps the rows that they do not take. */
@Module({
  imports: [TypeOrmModule.forFeature([Import, ImportLane, ImportReject]), UploadsModule, InvitationsModule],
  providers: [ImportRuns, ImportClaims, ImportRejects, BatchWriter],
  exports: [ImportRuns, ImportRejects],
})
export class ImportRunsModule {}
