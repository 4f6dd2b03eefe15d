import { z } from 'zod';
import { defineJob } from '../../../platform/jobs/define-job.js';

/** Looks for imports that should be going on and are not, because their job is lost. */
export const reviveImports = defineJob({
  name: 'import.revive',
  queue: 'audit',
  schema: z.object({}),
  retry: { attempts: 1, backoffMs: 1000 },
});
