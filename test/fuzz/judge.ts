import type { WireAnswer, WireRequest } from './exchange.ts';
import { headerFaults } from './header-faults.ts';
import type { ApiDocument, Operation } from './operations.ts';
import { takenOf } from './rejected-rows.ts';
import { Schemas } from './schemas.ts';

/** Why a 503 may be right although everything is up: what has bounded room was full. */
const BUSY = new Set(['password_hashing_busy', 'database_busy']);

const INTERNALS = /node_modules|\bat \S+ \(|\.[jt]s:\d+:\d+|QueryFailedError|\$\d+::|relation "/;

/** Compares answers with the OpenAPI document. */
export class Judge {
  readonly #schemas: Schemas;

  constructor(document: ApiDocument) {
    this.#schemas = new Schemas(document);
  }

  /** What is wrong with an answer; empty when nothing is. */
  faults(operation: Operation, request: WireRequest, answer: WireAnswer): string[] {
    const reason = reasonOf(answer);
    if (answer.status >= 500 && !(answer.status === 503 && BUSY.has(reason ?? ''))) {
      return [`a ${answer.status} (${reason ?? 'no reason'})`];
    }
    if (beforeRouting(operation, request, answer)) return problemFaults(request, answer);
    return [
      ...this.#contentFaults(operation, answer),
      ...headerFaults(operation, answer),
      ...(answer.status >= 400
        ? problemFaults(request, answer)
        : this.#acceptedFaults(operation, request, answer)),
    ];
  }

  #contentFaults({ responses }: Operation, { status, headers, body }: WireAnswer): string[] {
    const documented = responses[status];
    if (!documented) return status === 304 ? [] : [`the status ${status} is not documented`];
    const content = documented.content ?? {};
    const type = headers.get('content-type')?.split(';')[0]?.trim();
    if (Object.keys(content).length === 0) return body === '' ? [] : ['a body where none is documented'];
    const media = content[type ?? ''];
    if (!media) return [`the media type ${type} is not documented for ${status}`];
    const fault =
      media.schema && this.#schemas.fault(media.schema, /json$/.test(type ?? '') ? JSON.parse(body) : body);
    return fault === undefined ? [] : [`the body of ${status} does not fit its schema: ${fault}`];
  }

  // Whatever the document forbids has to be refused.
  #acceptedFaults(
    { requestBody, parameters = [] }: Operation,
    { target, body }: WireRequest,
    answer: WireAnswer,
  ): string[] {
    const known = parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
    const given = [...new URLSearchParams(target.split('?')[1] ?? '').keys()].filter((name) => name !== '');
    const unknown = known.length === 0 ? [] : given.filter((name) => !known.includes(name));
    if (unknown.length > 0) return [`an unknown parameter was accepted: ${unknown.join()}`];
    const schema = requestBody?.content['application/json']?.schema;
    if (!schema || body === undefined) return [];
    try {
      const sent = JSON.parse(Buffer.from(body, 'latin1').toString()) as Record<string, unknown>;
      const taken = takenOf(sent, answer);
      const fault = taken === undefined ? undefined : this.#schemas.fault(schema, taken);
      return fault === undefined ? [] : [`a body was accepted that does not fit its schema: ${fault}`];
    } catch {
      return ['a body was accepted that is not JSON'];
    }
  }
}

/** Refused by the HTTP parser, or not a path of this operation any more. */
function beforeRouting(
  { path }: Operation,
  { target }: WireRequest,
  { status, headers }: WireAnswer,
): boolean {
  // The description says of these that any request may get them.
  if (status === 414 || status === 431) return true;
  // The HTTP parser and the router refuse what they cannot read before any hook of ours runs.
  if (!headers.has('server-timing')) return status === 400;
  const pattern = new RegExp(`^${path.replace(/\{\w+\}/g, '[^/?]+')}([?].*)?$`, 's');
  // The HTTP parser takes blanks at the end for the gap before the version.
  return !pattern.test(target.trimEnd());
}

function problemFaults({ target }: WireRequest, { status, headers, body }: WireAnswer): string[] {
  if (headers.get('content-type') !== 'application/problem+json; charset=utf-8')
    return [`${status} is no problem document`];
  const problem = JSON.parse(body) as { status: number; requestId?: string; instance: string };
  const faults: string[] = [];
  if (problem.status !== status) faults.push(`the problem says ${problem.status}, the answer ${status}`);
  if (problem.requestId !== headers.get('x-request-id')) faults.push('requestId and X-Request-Id differ');
  if (INTERNALS.test(body) && !INTERNALS.test(target)) faults.push('the problem shows internals');
  return faults;
}

export function reasonOf({ body }: WireAnswer): string | undefined {
  return /"reason":"(\w+)"/.exec(body)?.[1];
}
