import { z } from 'zod';
import { defineJob } from '../../platform/jobs/define-job.js';

/** Makes the images of a picture that a user sent, and shows them. */
export const processAvatar = defineJob({
  name: 'avatar.process',
  queue: 'media',
  schema: z.object({ avatarId: z.uuid() }),
  retry: { attempts: 4, backoffMs: 2000 },
  timeoutMs: 120_000,
});

export type AvatarPayload = (typeof processAvatar)['schema']['_output'];
