import { z } from 'zod';
import { defineJob } from '../../platform/jobs/define-job.js';

/** Sends a mail that a client wrote. */
export const sendEmail = defineJob({
  name: 'email.send',
  queue: 'email',
  schema: z.object({ to: z.string().max(254), subject: z.string().max(400), body: z.string().max(100_000) }),
  secrets: ['subject', 'body'],
});

export type EmailPayload = (typeof sendEmail)['schema']['_output'];
