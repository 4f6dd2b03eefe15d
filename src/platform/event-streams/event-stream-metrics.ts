import { Counter, Gauge } from 'prom-client';
import type { EndCause } from './event-stream.js';

const open = new Gauge({
  name: 'groundwork_event_streams',
  help: 'Streams of server-sent events that are open, by route',
  labelNames: ['route'],
});

const ended = new Counter({
  name: 'groundwork_event_streams_ended_total',
  help: 'Streams of server-sent events that have ended, by route and why',
  labelNames: ['route', 'cause'],
});

export function countStart(route: string): void {
  open.inc({ route });
}

export function countEnd(route: string, cause: EndCause): void {
  open.dec({ route });
  ended.inc({ route, cause });
}
