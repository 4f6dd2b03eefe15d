import { z } from 'zod';
import { defineSignal } from '../signals/define-signal.js';

/** A job that runs somewhere is wanted no more. */
export const jobCancelled = defineSignal({
  name: 'job.cancelled',
  schema: z.object({ queue: z.string(), id: z.string() }),
});
