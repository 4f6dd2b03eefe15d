import { parseLsn } from '../../../shared/wal-position.js';

/** What a PostgreSQL server says of itself. */
export interface NodeFacts {
  recovering: boolean;
  /** Of a primary: flushed so far. Of a replica: replayed so far. */
  lsn: bigint;
  /** Of a primary: the one it writes. Of a replica: the one it receives; undefined while it receives nothing. */
  timeline?: number;
  /** Whether a replica's WAL receiver is connected to the server it follows. */
  receiving: boolean;
  replayPaused: boolean;
  /** Identifies the cluster; the same on a primary and all its replicas. */
  systemId: string;
}

/** Asks everything in one statement. A role without `pg_monitor` sees no status and no timeline of the receiver. */
export const FACTS_SQL = `
  SELECT recovering,
    (CASE WHEN recovering THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_flush_lsn() END)::text AS lsn,
    CASE WHEN recovering THEN receiver.received_tli
         ELSE ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int END AS timeline,
    recovering AND receiver.pid IS NOT NULL AND coalesce(receiver.status, 'streaming') = 'streaming' AS receiving,
    CASE WHEN recovering THEN pg_is_wal_replay_paused() ELSE false END AS replay_paused,
    (SELECT system_identifier::text FROM pg_control_system()) AS system_id
  FROM (SELECT pg_is_in_recovery() AS recovering) AS role LEFT JOIN pg_stat_wal_receiver AS receiver ON true`;

export interface FactsRow {
  recovering: boolean;
  lsn: string | null;
  timeline: number | null;
  receiving: boolean;
  replay_paused: boolean;
  system_id: string;
}

export function toFacts(row: FactsRow): NodeFacts {
  return {
    recovering: row.recovering,
    lsn: row.lsn === null ? 0n : parseLsn(row.lsn),
    ...(row.timeline !== null && { timeline: row.timeline }),
    receiving: row.receiving,
    replayPaused: row.replay_paused,
    systemId: row.system_id,
  };
}
