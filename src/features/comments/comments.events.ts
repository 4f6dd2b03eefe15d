import { defineEvent } from '../../platform/events/define-event.js';

/** `counted` when there is one more or one less. */
export const commentChanged = defineEvent<{ postId: number; counted: boolean }>('comment.changed');
