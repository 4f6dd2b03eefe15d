import { Counter } from 'prom-client';

/** Ends of jobs, by what became of their entries. outcome: written, dropped (no room), refused. */
export const historyEntries = new Counter({
  name: 'groundwork_job_history_entries_total',
  help: 'Entries of the job history: written, dropped because there was no room, or refused by the database; swept up later',
  labelNames: ['outcome'],
});
