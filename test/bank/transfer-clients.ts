import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SignedIn } from './open-sessions.ts';
import { type Answer, type Order, sendOrder } from './orders.ts';

export interface ClientsReport {
  /** The transfers that were acknowledged, by the keys of their orders, and the keys of refused orders. */
  transferred: Map<string, string>;
  refused: Set<string>;
  requests: number;
  /** Requests without a definite answer; after each the same was sent again. */
  unanswered: number;
  /** Orders that were sent once more although they had been acknowledged. */
  repeated: number;
  /** Orders that were acknowledged as two transfers, or acknowledged and then refused. */
  contradictions: string[];
  unexpected: string[];
}

interface ClientsOptions {
  urls: string[];
  /** Between whom money is sent. */
  users: SignedIn;
  currencies: string[];
  clients: number;
  amountMax: number;
}

const PATIENCE_MS = 120_000;

/** Clients that each order one transfer after the other between any two users, and insist on an answer. */
export class TransferClients {
  readonly report: ClientsReport = {
    transferred: new Map(),
    refused: new Set(),
    requests: 0,
    unanswered: 0,
    repeated: 0,
    contradictions: [],
    unexpected: [],
  };
  #running = true;
  readonly #loops: Promise<void>[];
  readonly #userIds: number[];

  constructor(private readonly options: ClientsOptions) {
    this.#userIds = [...options.users.keys()];
    this.#loops = Array.from({ length: options.clients }, () => this.#run());
  }

  /** Resolves once each client has a definite answer to its last order. */
  async stop(): Promise<ClientsReport> {
    this.#running = false;
    await Promise.all(this.#loops);
    return this.report;
  }

  async #run(): Promise<void> {
    while (this.#running) {
      const order = this.#order();
      // Some orders are sent twice at once, as by a double click.
      const sends = randomInt(8) === 0 ? 2 : 1;
      const answers = await Promise.all(Array.from({ length: sends }, () => this.#insist(order)));
      const happened = this.#keep(order, answers);
      if (happened && randomInt(5) === 0) await this.#repeat(order, happened);
    }
  }

  #order(): Order {
    const { users, currencies, amountMax } = this.options;
    const from = anyOf(this.#userIds);
    const toUserId = anyOf(this.#userIds.filter((id) => id !== from));
    const headers = users.get(from) ?? { authorization: '' };
    const amount = String(randomInt(1, amountMax + 1));
    const key = randomUUID();
    // The memo tells, in the database, which order a transfer came of.
    const body = { toUserId, amount, currency: anyOf(currencies), memo: key };
    return { key, headers, body };
  }

  /** Sends the same order, each time through any process, until what became of it is certain. */
  async #insist(order: Order): Promise<Answer> {
    const deadline = Date.now() + PATIENCE_MS;
    while (Date.now() < deadline) {
      const answer = await sendOrder(anyOf(this.options.urls), order);
      this.report.requests += 1;
      if (answer.kind !== 'unknown') return answer;
      this.report.unanswered += 1;
      await sleep(randomInt(10, 100));
    }
    return { kind: 'unexpected', text: `nothing definite within ${PATIENCE_MS} ms` };
  }

  /** The transfer that came of an order. A refusal is not for ever: of two requests the later one may find the money. */
  #keep({ key }: Order, answers: Answer[]): string | undefined {
    const { transferred, refused, unexpected, contradictions } = this.report;
    const ids = answers.flatMap((answer) => (answer.kind === 'transferred' ? answer.id : []));
    for (const answer of answers) if (answer.kind === 'unexpected') unexpected.push(answer.text);
    if (new Set(ids).size > 1) contradictions.push(`${key} became ${ids.join(' and ')}`);
    if (ids[0] !== undefined) transferred.set(key, ids[0]);
    else refused.add(key);
    return ids[0];
  }

  async #repeat(order: Order, id: string): Promise<void> {
    const answer = await this.#insist(order);
    this.report.repeated += 1;
    if (answer.kind !== 'transferred' || answer.id !== id)
      this.report.contradictions.push(`${order.key} was ${id} and then ${JSON.stringify(answer)}`);
  }
}

function anyOf<T>(values: readonly T[]): T {
  return values[randomInt(values.length)] as T;
}
