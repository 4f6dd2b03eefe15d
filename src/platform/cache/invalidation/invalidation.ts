import type { Transaction } from '../../database/transaction.js';
import type { EventDefinition } from '../../events/define-event.js';
import type { Events } from '../../events/events.js';
import type { Cache } from '../cache.js';

/** What an event makes of what is kept. Bound in every process, because any may be the one where it happens. */
export type Invalidation = (events: Events, cache: Cache) => void;

/** After the event what tells of these is wrong. */
export function invalidates<Payload>(
  event: EventDefinition<Payload>,
  tagsOf: (payload: Payload) => readonly string[],
): Invalidation {
  return (events, cache) => events.subscribe(event, (tx, payload) => cache.invalidate(tx, tagsOf(payload)));
}

/** The event brings the new value along. */
export function writesThrough<Payload>(
  event: EventDefinition<Payload>,
  write: (cache: Cache, tx: Transaction, payload: Payload) => Promise<void>,
): Invalidation {
  return (events, cache) => events.subscribe(event, (tx, payload) => write(cache, tx, payload));
}
