import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { UploadsModule } from '../uploads/uploads.module.js';
import { Import } from './import.entity.js';
import { ImportsRepository } from './imports.repository.js';
import { ImportsService } from './imports.service.js';
import { ImportTurns } from './jobs/import-turns.service.js';
import { ReviveImportsHandler } from './jobs/revive-imports.handler.js';
import { RunImportHandler } from './jobs/run-import.handler.js';
import { TidyImportsHandler } from './jobs/tidy-imports.handler.js';
import { ImportRunsModule } from './runs/import-runs.module.js';

/** Makes imports and runs them; the command line does both itself. */
@Module({
  imports: [TypeOrmModule.forFeature([Import]), UploadsModule, ImportRunsModule],
  providers: [ImportsService, ImportsRepository, ImportTurns],
  exports: [ImportsService, ImportsRepository, ImportTurns, ImportRunsModule, UploadsModule],
})
export class ImportsModule {}

/** What the worker does for imports. */
@Module({
  imports: [ImportsModule],
  providers: [RunImportHandler, ReviveImportsHandler, TidyImportsHandler],
})
export class ImportsJobsModule {}
