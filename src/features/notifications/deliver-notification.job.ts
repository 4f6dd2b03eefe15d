import { z } from 'zod';
import { defineJob } from '../../platform/jobs/define-job.js';

const id = z.int().positive();

/** Tells those whom a comment or a like concerns. */
export const deliverNotification = defineJob({
  name: 'notification.deliver',
  queue: 'notification',
  schema: z.discriminatedUnion('of', [
    z.object({ of: z.literal('comment'), commentId: id }),
    z.object({ of: z.literal('like'), postId: id, actorId: id }),
  ]),
});

/** What there is to tell of. */
export type Occasion = (typeof deliverNotification)['schema']['_output'];
