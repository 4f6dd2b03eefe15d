import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, Reflector } from '@nestjs/core';
import type { JobDefinition, QueueName } from '../define-job.js';
import { type Handler, JOB_DEFINITION } from '../job-handler.js';

export interface Binding {
  definition: JobDefinition;
  handler: Handler<unknown>;
}

/** Knows the handler of each job. A job with two handlers stops the start. */
@Injectable()
export class JobHandlers implements OnModuleInit {
  readonly #bindings = new Map<string, Binding>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly reflector: Reflector,
  ) {}

  onModuleInit(): void {
    for (const { metatype, instance } of this.discovery.getProviders()) {
      const definition = metatype && this.reflector.get<JobDefinition | undefined>(JOB_DEFINITION, metatype);
      if (!definition) continue;
      if (this.#bindings.has(definition.name)) throw new Error(`job ${definition.name} has two handlers`);
      this.#bindings.set(definition.name, { definition, handler: instance as Handler<unknown> });
    }
  }

  /** Throws when nothing handles the job, for example after a deploy that removed it. */
  find(queue: QueueName, name: string): Binding {
    const binding = this.#bindings.get(name);
    if (binding?.definition.queue !== queue) throw new Error(`no handler for job ${name} of queue ${queue}`);
    return binding;
  }

  /** Throws for a definition that no handler is bound to. */
  requireAll(definitions: readonly JobDefinition[]): void {
    for (const { queue, name } of definitions) this.find(queue, name);
  }
}
