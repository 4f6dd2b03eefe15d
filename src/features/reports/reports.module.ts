import { Module } from '@nestjs/common';
import { MailModule } from '../../platform/mail/mail.module.js';
import { UsersModule } from '../users/users.module.js';
import { DailyReportHandler } from './daily-report.handler.js';
import { ReportEmailHandler } from './report-email.handler.js';
import { ReportsController } from './reports.controller.js';
import { ReportsRepository } from './reports.repository.js';
import { ReportsService } from './reports.service.js';

@Module({ providers: [ReportsService, ReportsRepository], exports: [ReportsService] })
export class ReportsModule {}

/** What the API serves of the reports. */
@Module({ imports: [ReportsModule], controllers: [ReportsController] })
export class ReportsHttpModule {}

/** What the worker does for them. */
@Module({
  imports: [ReportsModule, UsersModule, MailModule],
  providers: [DailyReportHandler, ReportEmailHandler],
})
export class ReportsJobsModule {}
