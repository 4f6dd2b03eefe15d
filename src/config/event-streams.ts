import { z } from 'zod';

const milliseconds = z.coerce.number().int().min(1).max(86_400_000);
const count = z.coerce.number().int().min(1).max(1_000_000);

/** The variables of answers that go on: server-sent events; part of the schema in environment.ts. */
export const eventStreamVariables = {
  EVENT_STREAMS_MAX: count
    .default(2_000)
    .describe('Event streams each API process keeps open at the most; a further one is answered with 503'),
  EVENT_STREAMS_PER_USER: count
    .default(10)
    .describe('Event streams of one user on one API process; a further one is answered with 429'),
  EVENT_STREAM_HEARTBEAT_MS: milliseconds
    .default(15_000)
    .describe('Time without an event after which a stream sends a comment; shorter than any proxy waits'),
  EVENT_STREAM_LIFE_MS: milliseconds
    .default(1_800_000)
    .describe('Time after which a stream ends, so that its client comes back and is asked who it is'),
};

type EventStreamVariables = z.infer<z.ZodObject<typeof eventStreamVariables>>;

export function eventStreamsOf(env: EventStreamVariables) {
  return {
    eventStreams: {
      max: env.EVENT_STREAMS_MAX,
      perUser: env.EVENT_STREAMS_PER_USER,
      heartbeatMs: env.EVENT_STREAM_HEARTBEAT_MS,
      lifeMs: env.EVENT_STREAM_LIFE_MS,
    },
  };
}
