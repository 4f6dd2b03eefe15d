import { Injectable } from '@nestjs/common';
import type { Transaction } from '../database/transaction.js';
import type { EventDefinition } from './define-event.js';

/**
 * Is called in the transaction, so that what it writes commits with the cause; what is more than database work belongs
 * into `tx.afterCommit`. Whatever it throws ends the transaction.
 */
export type Subscriber<Payload> = (tx: Transaction, payload: Payload) => Promise<void> | void;

/** Tells other features of this process what happened, without knowing them. Who subscribes does so at the start. */
@Injectable()
export class Events {
  readonly #subscribers = new Map<object, Subscriber<never>[]>();

  subscribe<Payload>(event: EventDefinition<Payload>, subscriber: Subscriber<Payload>): void {
    const before = this.#subscribers.get(event) ?? [];
    this.#subscribers.set(event, [...before, subscriber]);
  }

  /** One subscriber after the other, because they share a connection. */
  async publish<Payload>(
    tx: Transaction,
    event: EventDefinition<Payload>,
    payload: NoInfer<Payload>,
  ): Promise<void> {
    const subscribers = (this.#subscribers.get(event) ?? []) as Subscriber<Payload>[];
    for (const subscriber of subscribers) await subscriber(tx, payload);
  }
}
