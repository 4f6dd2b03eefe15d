import { parseLsn, type WalPosition } from '../../shared/wal-position.js';

/** Asks the primary how far its log is on disk: everything that a later statement can see is before that. */
export const POSITION_SQL = `
  SELECT pg_current_wal_flush_lsn()::text AS lsn,
         ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int AS timeline`;

export function readPosition(row: unknown): WalPosition {
  const { lsn, timeline } = row as { lsn: string; timeline: number };
  return { timeline, lsn: parseLsn(lsn) };
}
