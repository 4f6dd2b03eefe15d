import type { Session, SessionKind } from './session.entity.js';

/** One device that is signed in. */
export class SessionDto {
  /** @example 5f0c1c1e-6f0e-4d67-9b0a-2f6f3c1d7a55 */
  id!: string;

  /**
   * `token`: signed in with access and refresh tokens. `server`: with a session that the server keeps.
   * @example token
   */
  kind!: SessionKind;

  /**
   * Whether this request comes from it.
   * @example true
   */
  current!: boolean;

  /**
   * Whether the user asked to be remembered there.
   * @example false
   */
  remembered!: boolean;

  /**
   * Address it was last used from.
   * @example 203.0.113.7
   */
  address!: string | null;

  /**
   * The program it was last used with, as that says of itself.
   * @example "Mozilla/5.0 (X11; Linux x86_64)"
   */
  agent!: string | null;

  /** @example 2026-01-31T09:30:00.000Z */
  createdAt!: Date;

  /** @example 2026-01-31T09:30:00.000Z */
  lastUsedAt!: Date;

  /**
   * When it ends unless it is used before.
   * @example 2026-02-01T09:30:00.000Z
   */
  expiresAt!: Date;

  constructor(session: Session, currentId: string | undefined) {
    this.id = session.id;
    this.kind = session.kind;
    this.current = session.id === currentId;
    this.remembered = session.remembered;
    this.address = session.address;
    this.agent = session.agent;
    this.createdAt = session.createdAt;
    this.lastUsedAt = session.lastUsedAt;
    this.expiresAt = session.expiresAt;
  }
}

export class SessionListDto {
  /** Last used first. */
  data!: SessionDto[];
}
