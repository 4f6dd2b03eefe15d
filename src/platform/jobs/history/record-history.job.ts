import { z } from 'zod';
import { defineJob } from '../define-job.js';

/** Adds to the history what workers could not. */
export const recordHistory = defineJob({
  name: 'jobs.record',
  queue: 'audit',
  schema: z.object({}),
  timeoutMs: 240_000,
});
