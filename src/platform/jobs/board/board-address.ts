import { malformed, notFound } from '../../../shared/app-error.js';
import { isOwnId, isScheduleId } from '../job-id.js';

/** What stands where the id of a job would, when all of a queue is meant. */
const OF_QUEUES = new Set([
  'add',
  'clean',
  'concurrency',
  'default-job-options',
  'empty',
  'job-data-schema',
  'job-schedulers',
  'metrics',
  'obliterate',
  'pause',
  'promote',
  'rate-limit',
  'resume',
  'retry',
  'workers',
]);
const JOB = /^\/admin\/queues\/api\/queues\/[^/]+\/([^/]+)/;

/**
 * Where the dashboard is asked, as its own server reads it: without `..` and the like. Throws `job_not_found` where no
 * job can be: what else a queue keeps in Redis stands beside its jobs, and is none. What cannot be decoded is 400.
 */
export function boardAddress(url: string): URL {
  const address = new URL(url, 'http://localhost');
  // The dashboard decodes some of them a second time.
  for (const [name, value] of address.searchParams) decoded(name, value);
  const path = address.pathname;
  const id = decoded('path', JOB.exec(path)?.[1] ?? '');
  decoded('path', path);
  if (id !== '' && !OF_QUEUES.has(id) && !isOwnId(id) && !isScheduleId(id)) throw notFound('job', id);
  return address;
}

function decoded(field: string, text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw malformed(field, 'isEncoded', `${field} must be percent-encoded UTF-8`);
  }
}
