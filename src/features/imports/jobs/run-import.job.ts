import { z } from 'zod';
import { defineJob } from '../../../platform/jobs/define-job.js';

/** Does a portion of an import. What is left is another job, so that others have their turn between. */
export const runImport = defineJob({
  name: 'import.run',
  queue: 'import',
  schema: z.object({ importId: z.uuid() }),
  // Half an hour altogether, or more: a database that is away for so long is no fault of the file.
  retry: { attempts: 10, backoffMs: 5_000 },
  timeoutMs: 1_800_000,
});

export type RunImportPayload = (typeof runImport)['schema']['_output'];
