import { Counter } from 'prom-client';

/** Statements of the query log, by what became of them. outcome: written, dropped (no room), refused. */
export const queryLogEntries = new Counter({
  name: 'groundwork_query_log_entries_total',
  help: 'Statements sampled for the query log: written, dropped because there was no room, or refused by the database',
  labelNames: ['outcome'],
});

/** Attempts to write that failed; what the database could not take at that time is tried again. */
export const queryLogFailures = new Counter({
  name: 'groundwork_query_log_failures_total',
  help: 'Attempts to write the query log that failed',
});
