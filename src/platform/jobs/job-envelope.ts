/** What is stored of a job: its payload, and what it belongs to. */
export interface JobEnvelope {
  payload: unknown;
  /** Of the request that enqueued it, so that its log lines can be found together. */
  requestId?: string;
  /** What its reads must see, as `formatPosition` writes it. */
  position?: string;
}
