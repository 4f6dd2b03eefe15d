import { z } from 'zod';
import { defineJob } from '../../platform/jobs/define-job.js';

/** Deletes the files that these have no need of any more. */
export const tidyAvatars = defineJob({
  name: 'avatar.tidy',
  queue: 'audit',
  schema: z.object({ avatarIds: z.array(z.uuid()) }),
});
