import { defineEvent } from '../../platform/events/define-event.js';

/** Numbers in that table were not what there is to count, and have been made right: nobody says of which rows. */
export const countersMadeRight = defineEvent<{ table: string }>('counters.made_right');
