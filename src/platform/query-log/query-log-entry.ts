import type { StatementNode } from '../database/statement-client.js';

/** One statement that is kept. */
export interface QueryLogEntry {
  /** Milliseconds since 1970. */
  at: number;
  fingerprint: string;
  durationMs: number;
  /** Rows that it returned or changed. */
  rows: number;
  failed: boolean;
  node: string;
  role: StatementNode['role'];
  /** `GET /api/v1/users/:id`, or the name of a job. */
  origin?: string;
  requestId?: string;
  /** For how many statements it stands. */
  weight: number;
}

/** What statements of one fingerprint have in common. */
export interface QueryShape {
  fingerprint: string;
  shape: string;
  /** With parameters in the place of values, to be planned again; absent for what is no SELECT. */
  statement?: string;
}
