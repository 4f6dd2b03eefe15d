import { z } from 'zod';
import { defineJob } from '../../platform/jobs/define-job.js';

/** Tells a user by mail that their password is another now, in case it was not they who chose it. */
export const passwordNotice = defineJob({
  name: 'password.notify',
  queue: 'email',
  schema: z.object({ userId: z.int().positive(), cause: z.enum(['changed', 'reset']) }),
});

export type PasswordNotice = (typeof passwordNotice)['schema']['_output'];
