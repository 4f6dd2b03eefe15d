import type supertest from 'supertest';

// What differs between any two answers: ids, times, and how much of a limit is left.
const OWN = /^(date|x-request-id|server-timing|(x-)?ratelimit.*)$/;

/** What of an answer could tell one case from another: status, body and headers. */
export function comparable({ status, text, headers }: supertest.Response) {
  const kept = Object.entries(headers as Record<string, string>).filter(([name]) => !OWN.test(name));
  return { status, text, headers: Object.fromEntries(kept) };
}
