import { laterPosition, type WalPosition } from '../../shared/wal-position.js';

/** How fresh the reads of one request or job must be: at least as new as what its client has written or seen. */
export class Consistency {
  /** The client asked for the newest there is: reads go to the primary. */
  latest = false;
  /** Position after the last write made in this context; the client gets it as a token. */
  written?: WalPosition;
  #required?: WalPosition;
  #pending?: Promise<void>;

  /** Reads from now on must see everything up to `position`. */
  require(position: WalPosition): void {
    this.#required = laterPosition(this.#required, position);
  }

  /** As `require`, for a position that is still being asked for. Must not reject. */
  requireLater(position: Promise<WalPosition | undefined>): void {
    const before = this.#pending;
    this.#pending = position.then(async (known) => {
      await before;
      if (known) this.require(known);
    });
  }

  /** A write was committed; where, is still being asked. Must not reject. */
  wrote(position: Promise<WalPosition>): void {
    this.requireLater(position.then((known) => (this.written = laterPosition(this.written, known))));
  }

  /** What reads must see. Undefined, and without waiting, when nothing is required. */
  get required(): WalPosition | undefined {
    return this.#required;
  }

  /** The question after the last write that has not been answered yet. */
  get pending(): Promise<void> | undefined {
    return this.#pending;
  }

  /** Waits until the positions of all writes so far are known. */
  async settle(): Promise<void> {
    while (this.#pending) {
      const pending = this.#pending;
      await pending;
      if (this.#pending === pending) this.#pending = undefined;
    }
  }
}
