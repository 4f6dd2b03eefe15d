import fc from 'fast-check';
import { signed } from '../fuzz/callers.ts';
import { exchange } from '../fuzz/exchange.ts';
import { Judge, reasonOf } from '../fuzz/judge.ts';
import { type ApiDocument, type Operation, operationsOf } from '../fuzz/operations.ts';
import { asCurl } from '../fuzz/print-request.ts';
import { type FuzzRequest, requestsTo } from '../fuzz/requests.ts';
import { addRows } from '../fuzz/add-rows.ts';
import { endProcesses, launch, type RunningProcess } from '../support/processes.ts';

// docs/testing.md says how to ask for others and for more.
const SEED = Number(process.env.FUZZ_SEED ?? 20_261_122);
const RUNS = Number(process.env.FUZZ_RUNS ?? 4000);
const ONLY = process.env.FUZZ_ONLY;
/** After this long no further requests are made, however many are wanted. */
const TIME_MS = Math.max(45_000, RUNS * 10);
const PARALLEL = 6;
const ANSWER_WITHIN_MS = 9000;

// How often one may try is tested elsewhere; here it would answer for everything else.
const PATIENT = {
  LOGIN_ATTEMPTS: '1000000',
  LOGIN_ADDRESS_ATTEMPTS: '1000000',
  PASSWORD_HASH_MEMORY_KIB: '1024',
};

let api: RunningProcess;
let url: string;
let document: ApiDocument;
let deadline: number;
let judge: Judge;
/** How many answers of each status, by operation. */
const tally = new Map<string, Map<string, number>>();

beforeAll(async () => {
  // The built program: only there does the document have the properties of the bodies.
  api = await launch('api', PATIENT);
  url = (await api.line('listening')).address as string;
  document = (await (await fetch(`${url}/openapi.json`)).json()) as ApiDocument;
  judge = new Judge(document);
  await addRows();
});

afterAll(endProcesses);

describe('any request that the OpenAPI document allows, almost allows or does not allow', () => {
  it(
    'is answered in time as the document says, and never with a failure of ours',
    async () => {
      const operations = operationsOf(document).filter(
        ({ operationId }) => (ONLY ?? operationId) === operationId,
      );
      const started = performance.now();
      deadline = Date.now() + TIME_MS;
      const failures = await inParallel(operations, (each) => attack(each, runsOf(each, operations)));
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      console.log(summary(`seed ${SEED}, ${seconds} s`));
      expect(failures.filter(Boolean).join('\n\n')).toBe('');
      expect(api.lines().filter(({ level }) => level === 'error' || level === 'fatal')).toEqual([]);
    },
    TIME_MS + 60_000,
  );
});

/** Where nothing can be varied but headers, a few requests tell as much as many. */
function runsOf(operation: Operation, operations: Operation[]): number {
  const weight = ({ parameters = [], requestBody }: Operation) =>
    parameters.length > 0 || requestBody ? 4 : 1;
  const all = operations.reduce((sum, each) => sum + weight(each), 0);
  return Math.ceil((RUNS * weight(operation)) / all);
}

async function attack(operation: Operation, numRuns: number): Promise<string | undefined> {
  const property = fc.asyncProperty(requestsTo(document, operation), async (request) => {
    expect(await faultsOf(operation, request)).toEqual([]);
  });
  const { failed, counterexample, numShrinks } = await fc.check(property, {
    // Else all operations would get the same headers in the same order.
    seed: SEED + [...operation.operationId].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) | 0, 0),
    numRuns,
    // A machine that is busy with other things gets fewer requests, not a failure.
    interruptAfterTimeLimit: Math.max(2000, deadline - Date.now()),
    endOnFailure: false,
  });
  if (!failed || !counterexample) return undefined;
  const [request] = counterexample;
  return [
    `${operation.operationId} (${operation.method} ${operation.path}), smallest of ${numShrinks + 1} failing requests:`,
    ...(await faultsOf(operation, request)),
    asCurl(url, request).slice(0, 3000),
    `again: FUZZ_SEED=${SEED} FUZZ_RUNS=${numRuns} FUZZ_ONLY=${operation.operationId}`,
  ].join('\n  ');
}

async function faultsOf(operation: Operation, request: FuzzRequest): Promise<string[]> {
  try {
    const answer = await exchange(url, signed(request, request.caller), ANSWER_WITHIN_MS);
    const counts = tally.get(operation.operationId) ?? new Map<string, number>();
    const key = `${answer.status} ${reasonOf(answer) ?? ''}`.trim();
    tally.set(operation.operationId, counts.set(key, (counts.get(key) ?? 0) + 1));
    return judge.faults(operation, request, answer);
  } catch (error) {
    return [String(error)];
  }
}

async function inParallel<T, U>(items: T[], work: (item: T) => Promise<U>): Promise<U[]> {
  const queue = [...items];
  const results: U[] = [];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) results.push(await work(item));
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
  return results;
}

function summary(title: string): string {
  const lines = [...tally].map(([operation, counts]) => {
    const parts = [...counts].sort().map(([status, count]) => `${count} × ${status}`);
    return `${operation}: ${parts.join(', ')}`;
  });
  return [title, ...lines].join('\n  ');
}
