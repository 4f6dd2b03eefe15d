import { z } from 'zod';
import { defineJob } from '../jobs/define-job.js';

/** Drops the days of the query log that are old enough, and makes those to come. */
export const pruneQueryLog = defineJob({
  name: 'query_log.prune',
  queue: 'audit',
  schema: z.object({}),
});
