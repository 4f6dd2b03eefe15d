import { z } from 'zod';
import { defineJob } from '../../platform/jobs/define-job.js';

/** Adds what was counted in slots to the counters of the posts, by which lists are sorted. */
export const settleLikes = defineJob({ name: 'like.settle', queue: 'audit', schema: z.object({}) });
