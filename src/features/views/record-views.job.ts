import { z } from 'zod';
import { defineJob } from '../../platform/jobs/define-job.js';

/** Adds the views that Redis has counted to the posts. */
export const recordViews = defineJob({ name: 'view.record', queue: 'audit', schema: z.object({}) });
