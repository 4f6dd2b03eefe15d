import { z } from 'zod';
import { defineJob } from '../../platform/jobs/define-job.js';

/** Brings lists of the first up to date, so that nobody who asks for them has to. */
export const refreshLeaderboards = defineJob({
  name: 'leaderboard.refresh',
  queue: 'audit',
  schema: z.object({}),
});
