import { z } from 'zod';
import { defineJob } from '../../platform/jobs/define-job.js';

/** Deletes the files of pictures that were forgotten on the way, or whose user is gone. */
export const sweepAvatars = defineJob({
  name: 'avatar.sweep',
  queue: 'audit',
  schema: z.object({}),
});
