import { z } from 'zod';
import { defineJob } from '../../platform/jobs/define-job.js';

/** Adds the whole ledger up again and reports what is wrong. */
export const reconcileLedger = defineJob({
  name: 'ledger.reconcile',
  queue: 'audit',
  schema: z.object({}),
});
