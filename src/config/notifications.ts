import { z } from 'zod';

/** The variables of notifications; part of the schema in environment.ts. */
export const notificationVariables = {
  NOTIFICATION_RETENTION_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(3_650)
    .default(90)
    .describe('Days after being read for which a notification is kept'),
};

export function notificationsOf(env: z.infer<z.ZodObject<typeof notificationVariables>>) {
  return { notifications: { retentionDays: env.NOTIFICATION_RETENTION_DAYS } };
}
