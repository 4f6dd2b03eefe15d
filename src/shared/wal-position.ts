/**
 * A place in the write-ahead log. Positions of one timeline are ordered by `lsn` (in bytes); a promotion starts a new
 * timeline, which shares the log of the old one up to the point where it forked.
 */
export interface WalPosition {
  timeline: number;
  lsn: bigint;
}

/** Where nobody ever gets, so that reads which need it go to the primary. */
export const FURTHEST: WalPosition = { timeline: 0xffff_ffff, lsn: 0xffff_ffff_ffff_ffffn };

/** Reads PostgreSQL's `pg_lsn`, two hexadecimal halves: `16/B374D848`. */
export function parseLsn(text: string): bigint {
  const [high, low] = text.split('/');
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`);
}

/** The later of two positions: of the newer timeline, else further on. */
export function laterPosition(a: WalPosition | undefined, b: WalPosition): WalPosition {
  if (!a || b.timeline > a.timeline) return b;
  if (b.timeline < a.timeline) return a;
  return b.lsn > a.lsn ? b : a;
}

/** `3:1a2b3c`, timeline and lsn in hexadecimal. */
export function formatPosition({ timeline, lsn }: WalPosition): string {
  return `${timeline.toString(16)}:${lsn.toString(16)}`;
}

/** Undefined for anything that `formatPosition` does not write. */
export function parsePosition(text: string): WalPosition | undefined {
  const match = /^([0-9a-f]{1,8}):([0-9a-f]{1,16})$/.exec(text);
  if (!match) return undefined;
  return { timeline: Number.parseInt(match[1] as string, 16), lsn: BigInt(`0x${match[2]}`) };
}
