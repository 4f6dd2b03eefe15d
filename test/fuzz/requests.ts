import fc from 'fast-check';
import { maybe } from './chance.ts';
import { type Caller, CALLERS } from './callers.ts';
import type { WireRequest } from './exchange.ts';
import { type Hostility, jsonFor } from './from-schema.ts';
import { contentTypes, headersOf } from './headers.ts';
import { brokenJson, utf8 } from './hostile.ts';
import type { ApiDocument, Operation } from './operations.ts';
import { targetOf } from './targets.ts';

export interface FuzzRequest extends WireRequest {
  caller: Caller;
}

/** Requests to one operation: valid ones, some with one thing wrong here or there, and thoroughly hostile ones. */
export function requestsTo(document: ApiDocument, operation: Operation): fc.Arbitrary<FuzzRequest> {
  return fc.oneof(
    { weight: 3, arbitrary: request(document, operation, 0) },
    { weight: 4, arbitrary: request(document, operation, 1) },
    { weight: 2, arbitrary: request(document, operation, 4) },
  );
}

function request(
  document: ApiDocument,
  operation: Operation,
  hostility: Hostility,
): fc.Arbitrary<FuzzRequest> {
  const parts = {
    caller: fc.constantFrom(...CALLERS),
    target: targetOf(operation, hostility),
    headers: headersOf(operation, hostility),
    body: bodyOf(document, operation, hostility),
    type: maybe(contentTypes, 'application/json', hostility / 2),
  };
  return fc.record(parts).map(({ caller, target, headers, body, type }) => ({
    caller,
    method: operation.method,
    target,
    headers: body === undefined ? headers : [...headers, ['Content-Type', type] as [string, string]],
    ...(body !== undefined && { body }),
  }));
}

function bodyOf(
  document: ApiDocument,
  { requestBody }: Operation,
  hostility: Hostility,
): fc.Arbitrary<string | undefined> {
  const schema = requestBody?.content['application/json']?.schema;
  if (!schema) return maybe<string | undefined>(fc.constantFrom('{}', 'x', ''), undefined, hostility / 2);
  return maybe<string | undefined>(
    fc.oneof(brokenJson, fc.constant(undefined)),
    jsonFor(document, schema, hostility).map(utf8),
    hostility / 2,
  );
}
