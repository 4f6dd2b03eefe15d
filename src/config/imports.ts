import { z } from 'zod';

const integer = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

/** The variables of imports and of the files that are uploaded for them; part of the schema in environment.ts. */
export const importVariables = {
  IMPORT_MAX_BYTES: integer(1024, 1_099_511_627_776)
    .default(10_737_418_240)
    .describe('Largest file of rows in bytes, unpacked; a larger one is answered with 413'),
  IMPORT_UPLOAD_TIMEOUT_MS: integer(1, 86_400_000)
    .default(7_200_000)
    .describe('Time that sending such a file may take'),
  IMPORT_LANES: integer(1, 64)
    .default(2)
    .describe('Batches of one import that are written at the same time, each on a connection of its own'),
  IMPORT_BATCH_ROWS_MIN: integer(1, 1_000_000)
    .default(500)
    .describe('Rows of a batch at the least, where the import itself does not say how many'),
  IMPORT_BATCH_ROWS_MAX: integer(1, 1_000_000).default(50_000).describe('And at the most'),
  IMPORT_BATCH_TARGET_MS: integer(10, 60_000)
    .default(500)
    .describe('Time that writing a batch is to take; between those bounds batches grow and shrink with it'),
  IMPORT_MEMORY_BYTES: integer(1_048_576, 1_099_511_627_776)
    .default(419_430_400)
    .describe('Memory (RSS) of a worker beyond which batches become smaller'),
  IMPORT_MAX_RECORD_BYTES: integer(1024, 104_857_600)
    .default(1_048_576)
    .describe('Largest row of a file; a larger one is rejected'),
  IMPORT_PORTION_MS: integer(10, 600_000)
    .default(5_000)
    .describe('Time after which an import lets another have its turn'),
  IMPORT_MAX_REJECTS: integer(1, 100_000_000)
    .default(1_000_000)
    .describe('Rejected rows after which an import fails, because it is the wrong file'),
  IMPORT_RETENTION_DAYS: integer(1, 3_650)
    .default(30)
    .describe('Days after which an import that is over is deleted, with its file and its rejected rows'),
};

export function importsOf(env: z.infer<z.ZodObject<typeof importVariables>>) {
  return {
    imports: {
      maxBytes: env.IMPORT_MAX_BYTES,
      lanes: env.IMPORT_LANES,
      batchRowsMin: Math.min(env.IMPORT_BATCH_ROWS_MIN, env.IMPORT_BATCH_ROWS_MAX),
      batchRowsMax: env.IMPORT_BATCH_ROWS_MAX,
      batchTargetMs: env.IMPORT_BATCH_TARGET_MS,
      memoryBytes: env.IMPORT_MEMORY_BYTES,
      maxRecordBytes: env.IMPORT_MAX_RECORD_BYTES,
      portionMs: env.IMPORT_PORTION_MS,
      maxRejects: env.IMPORT_MAX_REJECTS,
      retentionDays: env.IMPORT_RETENTION_DAYS,
    },
  };
}
