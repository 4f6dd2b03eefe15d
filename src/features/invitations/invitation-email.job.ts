import { z } from 'zod';
import { defineJob } from '../../platform/jobs/define-job.js';

/** Mails a user who has no password a link by which they choose one. */
export const invitationEmail = defineJob({
  name: 'invitation.send',
  queue: 'email',
  schema: z.object({ userId: z.int().positive() }),
});
