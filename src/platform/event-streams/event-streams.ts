import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CONFIG, type Config } from '../../config/config.js';
import { AppError } from '../../shared/app-error.js';
import { pathOf } from '../../shared/path-of.js';
import { currentContext } from '../context/request-context.js';
import { toProblem } from '../http/problem.js';
import { answerEndlessly } from '../http/request-lifecycle.js';
import { countEnd, countStart } from './event-stream-metrics.js';
import { EventStream, type Follow } from './event-stream.js';

const MEDIA_TYPE = 'text/event-stream';
const HEADERS = {
  'content-type': MEDIA_TYPE,
  'cache-control': 'no-store',
  // nginx would hold events back until it has a page of them.
  'x-accel-buffering': 'no',
};

/** All streams of server-sent events of this process. docs/notifications.md says how to add one. */
@Injectable()
export class EventStreams implements OnModuleDestroy {
  readonly #logger = new Logger('EventStreams');
  readonly #streams = new Map<EventStream, string>();
  #isStopping = false;

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /**
   * Answers with what `follow` yields, for as long as the client stays and its credentials and EVENT_STREAM_LIFE_MS
   * allow. A handler with `@Res({ passthrough: true })` returns the result. What can be refused is refused before.
   * Throws `event_stream_only`, `too_many_streams`, `streams_full` and `stopping`.
   */
  open(reply: FastifyReply, follow: Follow): Readable {
    const { request } = reply;
    requireEventStream(request.headers);
    const owner = String(currentContext()?.principal?.userId ?? request.ip);
    this.#admit(owner);
    void reply.headers(HEADERS);
    if (request.method === 'HEAD') return Readable.from([]);
    answerEndlessly(request);
    const { heartbeatMs } = this.config.eventStreams;
    const stream = new EventStream(reply.raw, follow, {
      heartbeatMs,
      lifeMs: this.#life(),
      explain: (error) => {
        this.#logger.error({ msg: 'event stream failed', err: error });
        return toProblem(error, pathOf(request.url), request.id).problem;
      },
    });
    this.#keep(stream, owner, request.routeOptions.url ?? 'none');
    return stream.body;
  }

  // While the connections are open the server cannot close.
  async onModuleDestroy(): Promise<void> {
    this.#isStopping = true;
    const streams = [...this.#streams.keys()];
    for (const stream of streams) stream.end('shutdown');
    await Promise.all(streams.map(({ closed }) => closed));
  }

  #keep(stream: EventStream, owner: string, route: string): void {
    this.#streams.set(stream, owner);
    countStart(route);
    void stream.closed.then((cause) => {
      this.#streams.delete(stream);
      countEnd(route, cause);
    });
  }

  #admit(owner: string): void {
    const { max, perUser } = this.config.eventStreams;
    if (this.#isStopping)
      throw new AppError('unavailable', 'stopping', 'This process is stopping.', { retryAfter: 1 });
    if (this.#streams.size >= max)
      throw new AppError('unavailable', 'streams_full', 'Too many streams are open.', { retryAfter: 10 });
    const own = [...this.#streams.values()].filter((each) => each === owner).length;
    if (own < perUser) return;
    const message = `You have ${perUser} streams open already: close one.`;
    throw new AppError('limited', 'too_many_streams', message, { retryAfter: 10 });
  }

  #life(): number {
    const until = currentContext()?.principal?.until?.getTime() ?? Infinity;
    return Math.max(0, Math.min(this.config.eventStreams.lifeMs, until - Date.now()));
  }
}

// Whoever does not know what it is, a crawler or a generated client, would wait without end for the end.
function requireEventStream({ accept = '' }: IncomingHttpHeaders): void {
  const types = accept.split(',').map((each) => each.split(';', 1)[0]?.trim().toLowerCase());
  if (types.includes(MEDIA_TYPE)) return;
  const message = `The answer is a stream of events: ask for it with Accept: ${MEDIA_TYPE}.`;
  throw new AppError('not_acceptable', 'event_stream_only', message);
}
