import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { UploadsModule } from '../uploads/uploads.module.js';
import { ImportChangesController } from './import-changes.controller.js';
import { ImportFeed } from './import-feed.service.js';
import { Import } from './import.entity.js';
import { ImportsController } from './imports.controller.js';
import { ImportsRepository } from './imports.repository.js';
import { ImportsService } from './imports.service.js';
import { ImportTurns } from './jobs/import-turns.service.js';
import { ReviveImportsHandler } from './jobs/revive-imports.handler.js';
import { RunImportHandler } from './jobs/run-import.handler.js';
import { TidyImportsHandler } from './jobs/tidy-imports.handler.js';
import { ImportPreviewsController } from './previews/import-previews.controller.js';
import { ImportRejectsController } from './rejects/import-rejects.controller.js';
import { ImportIntake } from './requests/import-intake.js';
import { ImportRequests } from './requests/import-requests.service.js';
import { ImportRunsModule } from './runs/import-runs.module.js';

/** Makes imports and runs them; the command line does both itself. */
@Module({
  imports: [TypeOrmModule.forFeature([Import]), UploadsModule, ImportRunsModule],
  providers: [ImportsService, ImportsRepository, ImportRequests, ImportTurns],
  exports: [ImportsService, ImportsRepository, ImportRequests, ImportTurns, ImportRunsModule, UploadsModule],
})
export class ImportsModule {}

/** What the API serves of imports. */
@Module({
  imports: [ImportsModule],
  controllers: [
    ImportPreviewsController,
    ImportsController,
    ImportChangesController,
    ImportRejectsController,
  ],
  providers: [ImportIntake, ImportFeed],
})
export class ImportsHttpModule {}

/** What the worker does for imports. */
@Module({
  imports: [ImportsModule],
  providers: [RunImportHandler, ReviveImportsHandler, TidyImportsHandler],
})
export class ImportsJobsModule {}
