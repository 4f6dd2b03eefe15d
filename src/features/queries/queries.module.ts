import { Module } from '@nestjs/common';
import { QueryLogUpkeepModule } from '../../platform/query-log/query-log.module.js';
import { QueriesController } from './queries.controller.js';
import { QueriesRepository } from './queries.repository.js';
import { QueriesService } from './queries.service.js';

/** What the API shows of the query log to those who run the place. */
@Module({
  imports: [QueryLogUpkeepModule],
  providers: [QueriesRepository, QueriesService],
  controllers: [QueriesController],
})
export class QueriesHttpModule {}
