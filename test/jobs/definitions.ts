import { z } from 'zod';
import type { JobDefinition, QueueName } from '../../src/platform/jobs/define-job.js';

const QUEUES: readonly QueueName[] = ['email', 'notification', 'audit', 'media', 'report', 'import'];

/** What a job of the drills does between the notes of its beginning and its end. */
const workSchema = z.object({
  does: z
    .enum(['sleep', 'hold', 'linger', 'statement', 'read', 'fail', 'refuse', 'crash', 'abort'])
    .optional(),
  /** Of `sleep`, `linger` and `statement`. */
  ms: z.int().optional(),
  /** Of `hold`: the job ends when this is let go. Of `read`: the e-mail address of the user that must be there. */
  key: z.string().optional(),
});
export type Work = z.infer<typeof workSchema>;

/** One job a queue; each fails five times before it has failed. */
const works = QUEUES.map((queue) => definition(`test.${queue}`, queue));

/** May take a second and a half, once. */
const hurried: JobDefinition<Work> = {
  ...definition('test.hurried', 'audit'),
  retry: { attempts: 1, backoffMs: 100 },
  timeoutMs: 1500,
};

/** Of the schedule that comes every second. */
export const tick = definition('test.tick', 'report');

export const testJobs: readonly JobDefinition<Work>[] = [...works, hurried, tick];

export function testJob(name: string): JobDefinition<Work> {
  const found = testJobs.find((job) => job.name === name);
  if (!found) throw new Error(`no test job ${name}`);
  return found;
}

function definition(name: string, queue: QueueName): JobDefinition<Work> {
  return { name, queue, schema: workSchema, retry: { attempts: 5, backoffMs: 200 }, timeoutMs: 60_000 };
}
