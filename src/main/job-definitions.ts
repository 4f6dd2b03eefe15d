import { sendEmail } from '../features/emails/send-email.job.js';
import { welcomeEmail } from '../features/users/welcome-email.job.js';
import type { JobDefinition } from '../platform/jobs/define-job.js';

/** Every job. The worker does not start when one of them has no handler. */
export const jobDefinitions = [welcomeEmail, sendEmail] as JobDefinition[];
