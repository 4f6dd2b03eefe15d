import { Module } from '@nestjs/common';
import { HistoryRetention } from './history-retention.js';
import { HistorySweep } from './history-sweep.js';
import { PruneHistoryHandler } from './prune-history.handler.js';
import { RecordHistoryHandler } from './record-history.handler.js';

/** What the worker does for the history, beside writing it. */
@Module({ providers: [HistorySweep, RecordHistoryHandler, HistoryRetention, PruneHistoryHandler] })
export class JobHistoryJobsModule {}
