import { z } from 'zod';
import { defineJob } from '../../platform/jobs/define-job.js';

/**
 * Mails a user the link that verifies their address. A user who asks again is named by the address they typed, because
 * looking it up would tell by the time it takes whether somebody has it.
 */
export const verificationEmail = defineJob({
  name: 'email_verification.send',
  queue: 'email',
  schema: z.union([z.object({ userId: z.int().positive() }), z.object({ email: z.string().max(254) })]),
});

export type VerificationPayload = (typeof verificationEmail)['schema']['_output'];
