import type { JobDefinition } from './define-job.js';

/** Every kind of job that this release knows. Waiting and failed jobs may be of another. */
export class JobDefinitions {
  readonly #byName: ReadonlyMap<string, JobDefinition>;

  constructor(all: readonly JobDefinition[]) {
    this.#byName = new Map(all.map((each) => [each.name, each]));
  }

  find(queue: string, name: string): JobDefinition | undefined {
    const found = this.#byName.get(name);
    return found?.queue === queue ? found : undefined;
  }
}
