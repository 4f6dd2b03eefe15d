import { z } from 'zod';
import { defineJob } from '../../platform/jobs/define-job.js';

/** Makes the reports of the days that are over and have none. */
export const dailyReport = defineJob({
  name: 'report.daily',
  queue: 'report',
  schema: z.object({}),
  // A month of days, of the largest tables.
  timeoutMs: 1_800_000,
});

/** Mails the report of a day to an admin. */
export const reportEmail = defineJob({
  name: 'report.mail',
  queue: 'email',
  schema: z.object({ userId: z.int().positive(), day: z.iso.date() }),
});

export type ReportEmail = (typeof reportEmail)['schema']['_output'];
