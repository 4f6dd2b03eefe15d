import { z } from 'zod';
import { defineJob } from '../define-job.js';

/** Drops the days of the job history that are old enough, and makes those to come. */
export const pruneHistory = defineJob({
  name: 'job_history.prune',
  queue: 'audit',
  schema: z.object({}),
});
