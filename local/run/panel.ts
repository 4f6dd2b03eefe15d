interface Facts {
  address: string;
  mail?: string;
  data?: string;
  seconds: number;
}

/** What a newcomer needs to know once everything runs. */
export function panel({ address, mail, data, seconds }: Facts): string {
  const rows = [
    ['API', address],
    ['Swagger UI', `${address}/docs`],
    ['Queues', `${address}/admin/queues`],
    ['Mail catcher', mail],
    ['Data', data],
  ];
  const lines = rows.flatMap(([label, value]) => (value ? [`  ${label?.padEnd(14)}${value}`] : []));
  return `\nGroundwork is ready after ${seconds.toFixed(1)} s.\n\n${lines.join('\n')}\n\n  Ctrl-C stops everything; the data stays.\n`;
}

export const helpText = `npm start: runs Groundwork with everything it needs, until Ctrl-C.

Environment variables, also read from .env (the complete list is in .env.example):

  PORT                   port of the API (3000; 0 takes a free one)
  HOST                   address the API listens on (127.0.0.1)
  LOG_LEVEL              fatal, error, warn, info, debug or trace (info)
  DATABASE_URL           a PostgreSQL of yours instead of the local primary and its replicas
  DATABASE_REPLICA_URLS  its replicas, separated by commas
  REDIS_QUEUE_URL        a Redis of yours for the job queues
  REDIS_CACHE_URL        a Redis of yours for the cache
  SMTP_URL               a mail server of yours instead of the mail catcher
  NODE_ENV               development, test or production; no sample data in production (development)
  GROUNDWORK_LOCAL_DIR   folder of the local stack and its data (.local/dev)

The local stack by itself: npm run stack -- --help`;
