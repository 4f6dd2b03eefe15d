import { PRODUCT } from '../../shared/product.js';

/** A text that is shown as it was given, addresses and line breaks included: the sender answers for it. */
export class Verbatim {
  constructor(readonly text: string) {}
}

/**
 * What a template can be given. A `string` is what somebody typed and comes out as words on one line; where a link is
 * meant it has to be a `URL`.
 */
export type MailValue =
  string | number | boolean | Verbatim | URL | readonly MailValue[] | { readonly [name: string]: MailValue };

/** The data of a template, as it sees them. `link` says how an address is written. */
export function templateData(data: object, link: (url: URL) => unknown): object {
  return strict({ product: PRODUCT, ...mapValues(data as Record<string, MailValue>, link) });
}

function shown(value: MailValue, link: (url: URL) => unknown): unknown {
  if (typeof value === 'string') return words(value);
  if (value instanceof Verbatim) return value.text;
  if (value instanceof URL) return link(harmless(value));
  if (Array.isArray(value)) return (value as readonly MailValue[]).map((each) => shown(each, link));
  if (typeof value !== 'object') return value;
  return strict(mapValues(value as Record<string, MailValue>, link));
}

function mapValues(data: Record<string, MailValue>, link: (url: URL) => unknown): object {
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, shown(value, link)]));
}

/**
 * Mail programs make links of whatever looks like an address, so a name such as `www.example.com` would be one, in a
 * mail that comes from us. A space without width after each dot, colon and at sign keeps it from that.
 */
function words(text: string): string {
  // Controls, line and paragraph separators, and what turns the direction of the text that follows.
  const line = text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ');
  return line.trim().replace(/(?<=\S)[.:@。．｡](?=\S)/gu, '$&\u200b');
}

function harmless(url: URL): URL {
  if (url.protocol === 'https:' || url.protocol === 'http:') return url;
  throw new Error(`a mail links to web pages only, not to ${url.protocol}`);
}

/** Handlebars passes over what is missing in an argument even in strict mode; and nothing of a prototype is data. */
function strict(data: object): object {
  return new Proxy(data, {
    has: () => true,
    get: (target, name) => {
      if (typeof name === 'string' && !Object.hasOwn(target, name))
        throw new Error(`the template wants "${name}", which it is not given`);
      return Reflect.get(target, name) as unknown;
    },
  });
}
