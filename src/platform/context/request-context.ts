import { AsyncLocalStorage } from 'node:async_hooks';
import { AppError } from '../../shared/app-error.js';
import type { Principal } from '../../shared/principal.js';
import { continueTrace, type TraceContext } from '../../shared/trace-context.js';
import { CacheUse } from './cache-use.js';
import { Consistency } from './consistency.js';

/** Where a request comes from. */
export interface Client {
  /** IP address, behind trusted proxies that of the client. */
  address: string;
  /** `User-Agent`, cut to 300 characters. */
  agent?: string;
}

export type AbortCause = 'client_gone' | 'timeout';

/** What is known of the request or job that the current code runs for. */
export class RequestContext {
  #database?: { statements: number; durationMs: number; nodes: Set<string> };
  readonly consistency = new Consistency();
  #cache?: CacheUse;
  /** Who is signed in; known once the guards have run. */
  principal?: Principal;
  /** Who will read what this request writes, where nobody is signed in yet: at registration and sign-in. */
  writesFor?: number;
  /** Why credentials that came along are not accepted. */
  refusedCredentials?: AppError;
  aborted?: AbortCause;
  /** A COMMIT is on its way: whoever ends the work now cannot say whether it was done. */
  committing = false;
  #listeners?: Set<() => void>;
  #trace?: TraceContext;

  /**
   * @param requestId goes out as X-Request-Id, into every log line, and along with the jobs that are enqueued
   * @param client absent for jobs and commands
   * @param origin says what the work is, `GET /api/v1/users/:id` or the name of a job: from a short list, so that it
   *   can be counted by. A function, because few ask.
   * @param traceparent of whoever caused the work
   * @param counts of the work that this is a part of
   */
  constructor(
    readonly requestId: string,
    readonly client?: Client,
    readonly origin?: () => string | undefined,
    private readonly traceparent?: string,
    counts?: RequestContext['database'],
  ) {
    this.#database = counts;
  }

  /** For work whose result others wait for as well: it is counted here, but does not end with this, nor knows who asks. */
  forSharedWork(): RequestContext {
    return new RequestContext(this.requestId, undefined, this.origin, this.traceparent, this.database);
  }

  /** Database statements run so far and the time spent on them, in milliseconds, and who ran them. */
  get database(): { statements: number; durationMs: number; nodes: Set<string> } {
    this.#database ??= { statements: 0, durationMs: 0, nodes: new Set() };
    return this.#database;
  }

  /** What the cache gave. */
  get cache(): CacheUse {
    this.#cache ??= new CacheUse();
    return this.#cache;
  }

  /** The trace that this work belongs to. */
  get trace(): TraceContext {
    this.#trace ??= continueTrace(this.traceparent);
    return this.#trace;
  }

  /** Ends the work early: the client is gone or the time allowed is over. The first cause stays. */
  abort(cause: AbortCause): void {
    if (this.aborted) return;
    this.aborted = cause;
    for (const listener of this.#listeners ?? []) listener();
  }

  /** For whatever would begin something new: throws `request_timeout` when the work has been ended early. */
  throwIfAborted(): void {
    if (this.aborted) throw new AppError('timeout', 'request_timeout', 'The request took too long.');
  }

  /** Calls back when the work is ended early. Returns the function that stops listening. */
  onAbort(listener: () => void): () => void {
    const listeners = (this.#listeners ??= new Set());
    listeners.add(listener);
    return () => listeners.delete(listener);
  }
}

const storage = new AsyncLocalStorage<RequestContext | undefined>();

export function runInContext<T>(context: RequestContext, run: () => T): T {
  return storage.run(context, run);
}

/** For what a request or job sets off and does not wait for: it is not counted as its work, nor ended with it. */
export function runDetached<T>(run: () => T): T {
  return storage.run(undefined, run);
}

/** The context of the running request or job; undefined at start, in the CLI and in background loops. */
export function currentContext(): RequestContext | undefined {
  return storage.getStore();
}
