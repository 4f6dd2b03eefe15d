import { z } from 'zod';
import { defineJob } from '../jobs/define-job.js';

/** Takes away what the audit log has kept long enough. */
export const pruneAudit = defineJob({ name: 'audit.prune', queue: 'audit', schema: z.object({}) });
