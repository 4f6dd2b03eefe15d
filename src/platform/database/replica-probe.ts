import pg from 'pg';

const PROBE_TIMEOUT_MS = 1000;

/** What a replica says of itself, or why it cannot serve. */
export type ReplicaProbe =
  { /** WAL position replayed so far, e.g. `0/3000148`. */ replayedAt: string } | { fault: string };

/** Asks a replica whether it replays, over a connection of its own. Never throws. */
export async function probeReplica(url: string): Promise<ReplicaProbe> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: PROBE_TIMEOUT_MS,
    query_timeout: PROBE_TIMEOUT_MS,
    application_name: 'groundwork-health',
  });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ recovering: boolean; receiving: boolean; replayed: string | null }>(
      `SELECT pg_is_in_recovery() AS recovering, pg_last_wal_replay_lsn()::text AS replayed,
              EXISTS (SELECT FROM pg_stat_wal_receiver WHERE status = 'streaming') AS receiving`,
    );
    const [row] = rows;
    if (!row?.recovering || row.replayed === null) return { fault: 'is not a replica' };
    return row.receiving ? { replayedAt: row.replayed } : { fault: 'does not receive from the primary' };
  } catch {
    return { fault: 'cannot be reached' };
  } finally {
    void client.end().catch(() => {});
  }
}
