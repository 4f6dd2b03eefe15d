import { z } from 'zod';
import { defineJob } from '../../platform/jobs/define-job.js';

/** Tells the address that a user has left, in case it was not they who left it. Nothing else remembers that address. */
export const addressNotice = defineJob({
  name: 'profile.address-left',
  queue: 'email',
  schema: z.object({ name: z.string().max(400), to: z.string().max(254) }),
});

export type AddressNotice = (typeof addressNotice)['schema']['_output'];
