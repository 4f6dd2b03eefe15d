import { z } from 'zod';
import { defineJob } from '../../../platform/jobs/define-job.js';

/** Deletes imports that have been over for IMPORT_RETENTION_DAYS, and files that nobody needs. */
export const tidyImports = defineJob({
  name: 'import.tidy',
  queue: 'audit',
  schema: z.object({}),
  timeoutMs: 600_000,
});
