import type { WireAnswer } from './exchange.ts';
import type { Operation } from './operations.ts';

const FORMS: Record<string, RegExp> = {
  'x-request-id': /^[\w.:-]{1,64}$/,
  'server-timing': /^app;dur=[\d.]+, db;dur=[\d.]+;desc="[^"]*"(, cache;desc="(near|redis)")?$/,
  date: /GMT$/,
};

/** Headers that belong to certain statuses. */
const OF_STATUS: Record<number, string> = {
  201: 'location',
  304: 'etag',
  405: 'allow',
  429: 'retry-after',
  503: 'retry-after',
};

/** What is wrong with the headers of an answer. */
export function headerFaults({ responses }: Operation, { status, headers }: WireAnswer): string[] {
  const documented = Object.entries(responses[status]?.headers ?? {}).filter(([, header]) => header.required);
  const ofStatus = OF_STATUS[status];
  const wanted = [
    ...Object.keys(FORMS),
    ...documented.map(([name]) => name.toLowerCase()),
    ...(ofStatus === undefined ? [] : [ofStatus]),
  ];
  const faults = wanted.flatMap((name) => {
    const value = headers.get(name);
    if (value === undefined || value === '') return [`the header ${name} is missing`];
    return FORMS[name]?.test(value) === false ? [`the header ${name} is ${JSON.stringify(value)}`] : [];
  });
  if ((status === 204 || status === 304) && headers.has('content-length'))
    faults.push(`a ${status} has a length`);
  if (headers.has('x-injected')) faults.push('a header of the client came back as one of ours');
  return faults;
}
