import { z } from 'zod';
import { defineJob } from '../../platform/jobs/define-job.js';

/** Welcomes a new user by mail. */
export const welcomeEmail = defineJob({
  name: 'user.welcome',
  queue: 'email',
  schema: z.object({ userId: z.int().positive() }),
});
