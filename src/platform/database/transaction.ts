import type { EntityManager, EntityTarget, ObjectLiteral, Repository } from 'typeorm';

/** A database transaction as a value: whoever holds it writes inside it, and nobody else does. */
export class Transaction {
  readonly #afterCommit: (() => Promise<void>)[] = [];

  constructor(readonly manager: EntityManager) {}

  repository<T extends ObjectLiteral>(entity: EntityTarget<T>): Repository<T> {
    return this.manager.getRepository(entity);
  }

  /** Registers a side effect that runs, in order, once the transaction has committed; never when it has not. */
  afterCommit(effect: () => Promise<void>): void {
    this.#afterCommit.push(effect);
  }

  /** Runs the side effects. A failing one is handed to `onError` and does not stop the next. */
  async runAfterCommit(onError: (error: unknown) => void): Promise<void> {
    for (const effect of this.#afterCommit) await effect().catch(onError);
  }
}
