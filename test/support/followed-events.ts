export interface ReceivedEvent {
  id?: string;
  event: string;
  data: unknown;
}

const followed = new Set<FollowedEvents>();

/** A client of a stream of server-sent events, with all that it has received. */
export class FollowedEvents {
  readonly events: ReceivedEvent[] = [];
  heartbeats = 0;
  retryMs?: number;
  /** Resolves when there is nothing more: `ended` by the server as it should be, `broken` else. */
  readonly end: Promise<'ended' | 'broken'>;

  constructor(
    readonly answer: Response,
    private readonly client: AbortController,
  ) {
    this.end = this.#read().then(
      () => 'ended',
      () => 'broken',
    );
    followed.add(this);
  }

  /** The data of the events of that name. */
  of<T = { id: number }>(name: string): T[] {
    return this.events.filter(({ event }) => event === name).map(({ data }) => data as T);
  }

  /** Goes away, as a browser does whose tab is closed. */
  async close(): Promise<void> {
    this.client.abort();
    await this.end;
    followed.delete(this);
  }

  async #read(): Promise<void> {
    let rest = '';
    for await (const text of this.answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const blocks = (rest + text).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) this.#take(block);
    }
  }

  #take(block: string): void {
    const fields = Object.fromEntries(
      block.split('\n').map((line) => [line.split(':', 1)[0] ?? '', line.replace(/^\w*: ?/, '')]),
    ) as Partial<Record<string, string>>;
    const { id, event = 'message', data, retry } = fields;
    if (retry !== undefined) this.retryMs = Number(retry);
    if (data !== undefined) this.events.push({ id, event, data: JSON.parse(data) as unknown });
    if (block.startsWith(':')) this.heartbeats += 1;
  }
}

/** Opens a stream. It is closed after the suite, at the latest. */
export async function followEvents(
  url: string,
  headers: Record<string, string> = {},
): Promise<FollowedEvents> {
  const client = new AbortController();
  const answer = await fetch(url, {
    headers: { accept: 'text/event-stream', ...headers },
    signal: client.signal,
  });
  if (answer.status !== 200) throw new Error(`${answer.status}: ${await answer.text()}`);
  return new FollowedEvents(answer, client);
}

export async function closeStreams(): Promise<void> {
  await Promise.all([...followed].map((each) => each.close()));
}
