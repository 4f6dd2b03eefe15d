import { z } from 'zod';
import { defineJob } from '../../platform/jobs/define-job.js';

/** Makes the list of words anew that a search which finds nothing suggests. */
export const refreshSearchWords = defineJob({
  name: 'search.refresh_words',
  queue: 'audit',
  schema: z.object({}),
});
