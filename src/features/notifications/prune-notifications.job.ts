import { z } from 'zod';
import { defineJob } from '../../platform/jobs/define-job.js';

/** Deletes the notifications that were read long ago. */
export const pruneNotifications = defineJob({
  name: 'notification.prune',
  queue: 'audit',
  schema: z.object({}),
});
