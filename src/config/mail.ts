import { z } from 'zod';

/** The variables about sending mail; part of the schema in environment.ts. */
export const mailVariables = {
  SMTP_URL: z
    .url({ protocol: /^smtps?$/ })
    .describe('Mail server, smtp://user:password@host:port or smtps://…'),
  MAIL_FROM: z
    .string()
    .min(3)
    .default('Groundwork <hello@groundwork.example>')
    .describe('Sender of the mails the application writes'),
  MAIL_MAX_CONNECTIONS: z.coerce
    .number()
    .int()
    .min(1)
    .max(100)
    .default(3)
    .describe('Connections each worker keeps to the mail server at the most; each sends one mail at a time'),
  MAIL_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(1)
    .max(600_000)
    .default(20_000)
    .describe('Time the mail server may take to be reached, and for each of its answers'),
};

type MailVariables = z.infer<z.ZodObject<typeof mailVariables>>;

export function mailOf(env: MailVariables) {
  return {
    mail: {
      url: env.SMTP_URL,
      from: env.MAIL_FROM,
      maxConnections: env.MAIL_MAX_CONNECTIONS,
      timeoutMs: env.MAIL_TIMEOUT_MS,
    },
  };
}
