import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Public } from '../../src/platform/access/public.decorator.js';
import { RequirePermissions } from '../../src/platform/access/require-permissions.decorator.js';
import { EventStreams } from '../../src/platform/event-streams/event-streams.js';
import type { StreamEvent } from '../../src/platform/event-streams/event-text.js';
import { currentContext } from '../../src/platform/context/request-context.js';
import { notFound } from '../../src/shared/app-error.js';
import { accessTokenOf, bearer } from '../support/access-token.ts';
import type { TestApi } from '../support/api.ts';
import { startApiWith } from '../support/api-with.ts';
import { eventually } from '../support/eventually.ts';
import { closeStreams, followEvents } from '../support/followed-events.ts';

const LIMITS = {
  EVENT_STREAM_HEARTBEAT_MS: '100',
  EVENT_STREAMS_PER_USER: '3',
  EVENT_STREAMS_MAX: '8',
  REQUEST_TIMEOUT_MS: '300',
};

/** How many sources are at work. */
let open = 0;
/** How many events the endless source has been asked for. */
let made = 0;
let requestIds: (string | undefined)[] = [];

async function* silence(signal: AbortSignal): AsyncGenerator<StreamEvent> {
  open += 1;
  try {
    yield { id: 1, event: 'hello', data: { text: 'one\ntwo' } };
    await sleep(600_000, undefined, { signal }).catch(() => {});
  } finally {
    open -= 1;
  }
}

@Controller('streams')
class StreamsController {
  constructor(private readonly streams: EventStreams) {}

  @RequirePermissions()
  @Get('silent')
  silent(@Res({ passthrough: true }) reply: FastifyReply) {
    return this.streams.open(reply, silence);
  }

  @Public()
  @Get('short')
  short(@Res({ passthrough: true }) reply: FastifyReply) {
    return this.streams.open(reply, async function* () {
      yield { data: 1 };
      await sleep(1);
      yield { data: 2 };
    });
  }

  @Public()
  @Get('long')
  long(@Res({ passthrough: true }) reply: FastifyReply) {
    return this.streams.open(reply, async function* () {
      for (let id = 1; id <= 60; id += 1) {
        requestIds.push(currentContext()?.requestId);
        yield { id, data: 'x'.repeat(100_000) };
      }
    });
  }

  @Public()
  @Get('failing')
  failing(@Res({ passthrough: true }) reply: FastifyReply) {
    return this.streams.open(reply, async function* () {
      yield { data: 'so far so good' };
      await sleep(1);
      throw new Error('the secret cause');
    });
  }

  @Public()
  @Get('missing')
  missing() {
    throw notFound('stream', 1);
  }

  @Public()
  @Get('endless')
  endless(@Res({ passthrough: true }) reply: FastifyReply) {
    return this.streams.open(reply, async function* (signal) {
      open += 1;
      try {
        for (made = 0; !signal.aborted; made += 1) yield { data: 'x'.repeat(100_000) };
      } finally {
        open -= 1;
      }
    });
  }
}

let api: TestApi;
let streams: string;

beforeAll(async () => {
  api = await startApiWith([StreamsController], LIMITS);
  streams = `${api.url}/api/v1/streams`;
});

beforeEach(() => {
  requestIds = [];
});

afterEach(async () => {
  await closeStreams();
  await eventually(() => open === 0);
});

describe('a stream of events', () => {
  it('has the headers that keep it from being stored or held back, and those of every answer', async () => {
    const { answer, ...stream } = await followEvents(`${streams}/short`);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
      'x-request-id': expect.any(String) as string,
    });
    expect(await stream.end).toBe('ended');
  });

  it('brings what its source yields, and ends with it', async () => {
    const stream = await followEvents(`${streams}/short`);
    expect(await stream.end).toBe('ended');
    expect(stream.of('message')).toEqual([1, 2]);
    expect(stream.retryMs).toBeGreaterThanOrEqual(2000);
  });

  it('goes on beyond the time limit of requests, with heartbeats while nothing happens', async () => {
    const stream = await followEvents(`${streams}/silent`, {
      ...bearer({ id: 1 }),
      'x-request-id': 'stream-1',
    });
    await eventually(() => stream.heartbeats > 6);
    expect(stream.events).toEqual([{ id: '1', event: 'hello', data: { text: 'one\ntwo' } }]);
    await stream.close();
    await eventually(() => open === 0);
    const line = await eventually(() =>
      api.log.of('event stream ended').find(({ requestId }) => requestId === 'stream-1'),
    );
    expect(line).toMatchObject({ status: 200, route: '/api/v1/streams/silent' });
    expect(api.log.lines.filter(({ requestId }) => requestId === 'stream-1')).toHaveLength(1);
  });

  it('waits for its client, and does what it does for the request', async () => {
    const stream = await followEvents(`${streams}/long`, { 'x-request-id': 'stream-2' });
    expect(await stream.end).toBe('ended');
    expect(stream.of<string>('message')).toHaveLength(60);
    expect(new Set(requestIds)).toEqual(new Set(['stream-2']));
  });

  it('that fails says so without the cause, which is logged, and ends', async () => {
    const stream = await followEvents(`${streams}/failing`);
    expect(await stream.end).toBe('ended');
    expect(stream.events.map(({ event }) => event)).toEqual(['message', 'error']);
    expect(stream.of('error')).toEqual([expect.objectContaining({ status: 500, reason: 'internal_error' })]);
    expect(JSON.stringify(stream.events)).not.toContain('secret');
    expect(JSON.stringify(api.log.of('event stream failed'))).toContain('the secret cause');
  });

  it('that cannot begin is an ordinary problem', async () => {
    const missing = await fetch(`${streams}/missing`, { headers: { accept: 'text/event-stream' } });
    expect([missing.status, missing.headers.get('content-type')]).toEqual([
      404,
      'application/problem+json; charset=utf-8',
    ]);
    const unasked = await fetch(`${streams}/short`, { headers: { accept: 'application/json, */*' } });
    expect([unasked.status, await unasked.json()]).toEqual([
      406,
      expect.objectContaining({ reason: 'event_stream_only' }),
    ]);
    expect((await fetch(`${streams}/silent`, { headers: { accept: 'text/event-stream' } })).status).toBe(401);
  });

  it('is not opened for a HEAD, which has its headers', async () => {
    const { status, headers } = await fetch(`${streams}/silent`, {
      method: 'HEAD',
      headers: { accept: 'text/event-stream', ...bearer({ id: 1 }) },
    });
    expect([status, headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    expect(open).toBe(0);
  });
});

describe('the number of streams', () => {
  it('is limited for each user, and in all', async () => {
    for (const _ of ['one', 'two', 'three']) await followEvents(`${streams}/silent`, bearer({ id: 2 }));
    await expect(followEvents(`${streams}/silent`, bearer({ id: 2 }))).rejects.toThrow('too_many_streams');
    for (const id of [3, 3, 3, 4, 4]) await followEvents(`${streams}/silent`, bearer({ id }));
    await expect(followEvents(`${streams}/silent`, bearer({ id: 4 }))).rejects.toThrow('streams_full');
    await closeStreams();
    await eventually(() => open === 0);
    await followEvents(`${streams}/silent`, bearer({ id: 2 }));
  });
});

describe('the end of a stream', () => {
  it('comes with that of the access token', async () => {
    const exp = Math.floor(Date.now() / 1000) + 2;
    const authorization = `Bearer ${accessTokenOf({ id: 5 }, { exp })}`;
    const stream = await followEvents(`${streams}/silent`, { authorization });
    expect(await stream.end).toBe('ended');
    expect(Date.now()).toBeGreaterThanOrEqual(exp * 1000 - 50);
    await expect(followEvents(`${streams}/silent`, { authorization })).rejects.toThrow('token_expired');
  });

  it('comes when its client reads no more, before much has piled up', async () => {
    const { hostname, port } = new URL(api.url);
    const socket = connect(Number(port), hostname);
    socket.write(
      'GET /api/v1/streams/endless HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n',
    );
    await once(socket, 'readable');
    await eventually(() => open === 0, 20_000);
    // What the sockets of the system hold, and no more.
    expect(made).toBeLessThan(300);
    await eventually(async () => {
      const { text } = await api.http().get('/metrics').expect(200);
      return /streams_ended_total\{route="\/api\/v1\/streams\/endless",cause="stalled"\} 1/.test(text);
    });
    socket.destroy();
  });

  it('comes at once when the process stops, for those who read and for those who do not', async () => {
    const other = await startApiWith([StreamsController], { ...LIMITS, EVENT_STREAM_HEARTBEAT_MS: '60000' });
    const url = `${other.url}/api/v1/streams`;
    const stream = await followEvents(`${url}/silent`, bearer({ id: 6 }));
    const { hostname, port } = new URL(other.url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => {});
    socket.write(
      'GET /api/v1/streams/endless HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n',
    );
    await once(socket, 'readable');
    await other.app.close();
    expect(await stream.end).toBe('ended');
    expect(open).toBe(0);
    socket.destroy();
  });
});
