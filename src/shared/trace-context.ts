import { randomBytes } from 'node:crypto';

/** Where a piece of work stands in a trace. W3C Trace Context, https://www.w3.org/TR/trace-context/. */
export interface TraceContext {
  /** 32 hexadecimal digits, the same for all that one request sets off. */
  traceId: string;
  /** 16 hexadecimal digits, of this piece of work. */
  spanId: string;
  /** Two hexadecimal digits; 01 when the caller records the trace. */
  flags: string;
}

const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** A new piece of work in the trace that a `traceparent` names; in one of its own when it names none. */
export function continueTrace(traceparent: string | undefined): TraceContext {
  const [, traceId, , flags] = TRACEPARENT.exec(traceparent ?? '') ?? [];
  const random = randomBytes(24).toString('hex');
  return { traceId: traceId ?? random.slice(0, 32), spanId: random.slice(32), flags: flags ?? '00' };
}

/** As it is handed on to what this work sets off. */
export function formatTraceparent({ traceId, spanId, flags }: TraceContext): string {
  return `00-${traceId}-${spanId}-${flags}`;
}
