import { z } from 'zod';
import { defineSignal } from '../../platform/signals/define-signal.js';

/** That a user has a new notification, or fewer that are unread. */
export const notificationsChanged = defineSignal({
  name: 'notifications.changed',
  schema: z.object({ userId: z.int() }),
});
