import { Injectable, type Type } from '@nestjs/common';
import { DiscoveryModule, NestFactory } from '@nestjs/core';
import { z } from 'zod';
import { parseConfig } from '../../../config/config.js';
import { newSecrets } from '../../../config/secrets.js';
import { defineJob, type JobDefinition } from '../define-job.js';
import { type Handler, JobHandler } from '../job-handler.js';
import { JobHandlers } from './job-handlers.js';
import { WorkerModule } from './worker.module.js';

const serveTea = defineJob({ name: 'tea.serve', queue: 'email', schema: z.object({ cups: z.int() }) });
const washCups = defineJob({ name: 'cups.wash', queue: 'email', schema: z.object({}) });

@JobHandler(serveTea)
class ServeTea implements Handler<{ cups: number }> {
  async handle(): Promise<void> {}
}

@JobHandler(serveTea)
class ServeTeaToo implements Handler<{ cups: number }> {
  async handle(): Promise<void> {}
}

@Injectable()
class NoHandler {}

async function handlers(providers: Type[]): Promise<JobHandlers> {
  const root = { module: class Root {}, imports: [DiscoveryModule], providers: [JobHandlers, ...providers] };
  const app = await NestFactory.createApplicationContext(root, { logger: false, abortOnError: false });
  return app.get(JobHandlers);
}

describe('job handlers', () => {
  it('are found by the name of the job and its queue', async () => {
    const { definition, handler } = (await handlers([ServeTea, NoHandler])).find('email', 'tea.serve');
    expect([definition, handler]).toEqual([serveTea, expect.any(ServeTea)]);
  });

  it('two of one job stop the start', async () => {
    await expect(handlers([ServeTea, ServeTeaToo])).rejects.toThrow('job tea.serve has two handlers');
  });

  it('a job without one stops the start', async () => {
    const found = await handlers([ServeTea]);
    expect(() => found.requireAll([serveTea] as JobDefinition[])).not.toThrow();
    expect(() => found.requireAll([serveTea, washCups] as JobDefinition[])).toThrow(
      'no handler for job cups.wash of queue email',
    );
  });
});

describe('the queues of a worker', () => {
  const config = (WORKER_QUEUES: string) =>
    parseConfig({
      ...newSecrets(),
      DATABASE_URL: 'postgres://localhost/none',
      REDIS_QUEUE_URL: 'redis://localhost',
      REDIS_CACHE_URL: 'redis://localhost',
      SMTP_URL: 'smtp://localhost',
      WORKER_QUEUES,
    });

  it.each([
    ['', 6],
    ['email', 1],
  ])('named %j are taken', (names, count) => {
    const { providers = [] } = WorkerModule.forRoot(config(names), []);
    expect(
      providers.filter((each) => 'name' in each && each.name.startsWith('QueueProcessor:')),
    ).toHaveLength(count);
  });

  it('have to exist', () => {
    expect(() => WorkerModule.forRoot(config('email,emial'), [])).toThrow(
      'WORKER_QUEUES names emial; the queues are email, notification, audit, media, report, import',
    );
  });
});
