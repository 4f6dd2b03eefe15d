import { z } from 'zod';

/** The variables of the query log; part of the schema in environment.ts. */
export const queryLogVariables = {
  QUERY_LOG_SAMPLE: z.coerce
    .number()
    .min(0)
    .max(1)
    .default(0.01)
    .describe('Share of the statements that are kept in the query log, 0 to 1; 0 turns it off'),
  QUERY_LOG_SLOW_MS: z.coerce
    .number()
    .int()
    .min(1)
    .max(86_400_000)
    .default(200)
    .describe('Statements slower than this are kept whatever the share'),
  QUERY_LOG_BUFFER: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .default(5_000)
    .describe('Statements a process holds until they are written; a further one is dropped and counted'),
  QUERY_LOG_RETENTION_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(3_650)
    .default(14)
    .describe('Days after which queries:prune drops a day of the query log'),
};

export function queryLogOf(env: z.infer<z.ZodObject<typeof queryLogVariables>>) {
  return {
    queryLog: {
      sample: env.QUERY_LOG_SAMPLE,
      slowMs: env.QUERY_LOG_SLOW_MS,
      buffer: env.QUERY_LOG_BUFFER,
      retentionDays: env.QUERY_LOG_RETENTION_DAYS,
    },
  };
}
