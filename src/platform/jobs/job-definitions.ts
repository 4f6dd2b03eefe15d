import type { JobDefinition } from './define-job.js';

/** Every kind of job that this release knows. Waiting and failed jobs may be of another. */
export class JobDefinitions {
  constructor(private readonly all: readonly JobDefinition[]) {}

  find(queue: string, name: string): JobDefinition | undefined {
    return this.all.find((each) => each.queue === queue && each.name === name);
  }
}
