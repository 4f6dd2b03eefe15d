import PostalMime, { type Address } from 'postal-mime';

export interface Message {
  id: string;
  from: string;
  /** The recipients of the envelope, so that blind copies are seen too. */
  to: string[];
  subject: string;
  text: string;
  html: string;
  headers: Record<string, string>;
  attachments: { filename: string; mimeType: string; size: number }[];
  receivedAt: string;
}

interface Entry {
  message: Message;
  raw: Buffer;
}

/** What was caught, oldest first, in memory; the oldest go when there are more than `limit`. */
export class Inbox {
  readonly #entries = new Map<string, Entry>();
  readonly #limit: number;
  #lastId = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  async add(envelope: { from: string; to: string[] }, raw: Buffer): Promise<Message> {
    const parsed = await PostalMime.parse(raw);
    const message: Message = {
      id: String(++this.#lastId),
      from: parsed.from ? written(parsed.from) : envelope.from,
      to: envelope.to,
      subject: parsed.subject ?? '',
      text: parsed.text ?? '',
      html: parsed.html ?? '',
      headers: joinHeaders(parsed.headers),
      attachments: parsed.attachments.map(({ filename, mimeType, content }) => ({
        filename: filename ?? 'unnamed',
        mimeType,
        size: typeof content === 'string' ? content.length : content.byteLength,
      })),
      receivedAt: new Date().toISOString(),
    };
    this.#entries.set(message.id, { message, raw });
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.#limit) break;
      this.#entries.delete(oldest);
    }
    return message;
  }

  /** Newest first; `to` is compared as a whole address, without regard to case. */
  list(to?: string): Message[] {
    const wanted = to?.trim().toLowerCase();
    return [...this.#entries.values()]
      .map(({ message }) => message)
      .filter(
        (message) => wanted === undefined || message.to.some((address) => address.toLowerCase() === wanted),
      )
      .reverse();
  }

  get(id: string): Entry | undefined {
    return this.#entries.get(id);
  }

  clear(): void {
    this.#entries.clear();
  }
}

function written(address: Address): string {
  return address.name ? `${address.name} <${address.address ?? ''}>` : (address.address ?? '');
}

function joinHeaders(headers: { key: string; value: string }[]): Record<string, string> {
  const joined: Record<string, string> = {};
  for (const { key, value } of headers) joined[key] = key in joined ? `${joined[key]}, ${value}` : value;
  return joined;
}
