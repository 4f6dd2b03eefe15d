import { Module } from '@nestjs/common';
import { Explainer } from './explainer.js';
import { PruneQueryLogHandler } from './prune-query-log.handler.js';
import { QueryLogRetention } from './query-log-retention.js';
import { QueryLogWriter } from './query-log-writer.js';

/** For a process whose statements are logged. */
@Module({ providers: [QueryLogWriter] })
export class QueryLogModule {}

/** For whoever looks at the log or after it. */
@Module({ providers: [QueryLogRetention, Explainer], exports: [QueryLogRetention, Explainer] })
export class QueryLogUpkeepModule {}

/** What the worker does for it. */
@Module({ imports: [QueryLogUpkeepModule], providers: [PruneQueryLogHandler] })
export class QueryLogJobsModule {}
