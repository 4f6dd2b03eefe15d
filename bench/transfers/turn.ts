import { cpuSeconds, endedChildrenSeconds, treeCpuSeconds } from '../cpu-time.ts';
import { medians } from '../statistics.ts';

/** What one contestant did in one turn, or the medians of several; transfers and failures are added up. */
export interface Turn {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** CPU time for one transfer, of whoever sends the statements and of all of PostgreSQL, in microseconds. */
  senderCpuUs: number;
  postgresCpuUs: number;
  transfers: number;
  failures: number;
}

/** As far as whoever makes the transfers can tell. */
export type Count = Omit<Turn, 'senderCpuUs' | 'postgresCpuUs'>;

export interface TurnSettings {
  /** Between any two of which money is moved. */
  accounts: number;
  clients: number;
  seconds: number;
  /** Ends the turn instead of the time, where it is given. */
  transfers?: number;
}

export interface Contestant {
  name: string;
  /** The product's process; without one, a process is started for each turn. */
  pid?: number;
  transfer: (settings: TurnSettings) => Promise<Count>;
}

export async function takeTurn(
  { pid, transfer }: Contestant,
  postgresPid: number,
  settings: TurnSettings,
): Promise<Turn> {
  const reading = () => ({
    sender: pid === undefined ? (endedChildrenSeconds() ?? NaN) : cpuSeconds(pid),
    postgres: treeCpuSeconds(postgresPid),
  });
  const before = reading();
  const count = await transfer(settings);
  const after = reading();
  const each = (seconds: number) => (seconds / count.transfers) * 1e6;
  return {
    ...count,
    senderCpuUs: each(after.sender - before.sender),
    postgresCpuUs: each(after.postgres - before.postgres),
  };
}

export function typicalTurn(turns: readonly Turn[]): Turn {
  const sum = (field: 'transfers' | 'failures') => turns.reduce((total, turn) => total + turn[field], 0);
  return { ...medians(turns), transfers: sum('transfers'), failures: sum('failures') };
}
