/** What is stored of a job: its payload, and what it belongs to. */
export interface JobEnvelope {
  payload: unknown;
  /** Of the request that enqueued it, so that its log lines can be found together. */
  requestId?: string;
  /** Who was signed in then: whose job it is. */
  userId?: number;
  /** The trace it belongs to, as W3C `traceparent`. */
  trace?: string;
  /** What its reads must see, as `formatPosition` writes it. */
  position?: string;
  /** Somebody wants it no more. */
  cancelled?: true;
}
