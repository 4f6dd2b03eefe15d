import type { z } from 'zod';

/** Something that processes tell each other at once. It may get lost: it says where to look, and is not the news itself. */
export interface SignalDefinition<Payload = unknown> {
  /** Unique, `noun.changed`. */
  name: string;
  /** Small: ids, and never more than a few hundred bytes. One that does not fit, of another release, counts as lost. */
  schema: z.ZodType<Payload>;
}

export function defineSignal<Payload>(definition: SignalDefinition<Payload>): SignalDefinition<Payload> {
  return definition;
}
