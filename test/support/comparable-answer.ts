import type supertest from 'supertest';

// What differs between any two answers: ids, times, how much of a limit is left, and where the log of the database is,
// which everybody moves.
const OWN = /^(date|x-request-id|server-timing|(x-)?ratelimit.*|x-consistency-token)$/;
const OWN_COOKIE = /^consistency=/;

/** What of an answer could tell one case from another: status, body and headers. */
export function comparable({ status, text, headers }: supertest.Response) {
  const { 'set-cookie': cookies = [], ...others } = headers as Record<string, unknown>;
  const kept = Object.entries(others).filter(([name]) => !OWN.test(name));
  const keptCookies = (cookies as string[]).filter((cookie) => !OWN_COOKIE.test(cookie));
  return { status, text, headers: Object.fromEntries(kept), cookies: keptCookies };
}
