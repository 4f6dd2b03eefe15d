import { defineEvent } from '../../platform/events/define-event.js';

/** That somebody likes it, or no longer. */
export const likeChanged = defineEvent<{ postId: number }>('like.changed');
