import { formatPosition, parsePosition, type WalPosition } from '../../shared/wal-position.js';
import type { SignalDefinition } from './define-signal.js';

/** PostgreSQL's limit for what a NOTIFY carries, in bytes. */
const LARGEST = 7_999;

export interface Heard {
  name: string;
  payload: unknown;
  /** Reads at it see what the signal is about. */
  position?: WalPosition;
}

/** Throws for a payload that does not fit the definition, or is too large. */
export function signalText<Payload>(
  { name, schema }: SignalDefinition<Payload>,
  payload: Payload,
  position?: WalPosition,
): string {
  const at = position && formatPosition(position);
  const text = JSON.stringify({ name, payload: schema.parse(payload), at });
  if (Buffer.byteLength(text) > LARGEST) throw new Error(`signal ${name} is too large: send ids`);
  return text;
}

/** Undefined for what is no signal. */
export function readSignal(text: string): Heard | undefined {
  try {
    const { name, payload, at } = JSON.parse(text) as { name?: unknown; payload?: unknown; at?: unknown };
    if (typeof name !== 'string') return undefined;
    return { name, payload, position: typeof at === 'string' ? parsePosition(at) : undefined };
  } catch {
    return undefined;
  }
}
