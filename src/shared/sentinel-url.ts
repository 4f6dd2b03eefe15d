/** A primary with replicas, which sentinels watch and replace. */
export interface SentinelSet {
  sentinels: { host: string; port: number }[];
  /** Under which the sentinels know it. */
  name: string;
  database: number;
  tls: boolean;
  /** For the servers. */
  username?: string;
  password?: string;
  sentinelUsername?: string;
  sentinelPassword?: string;
}

export const SENTINEL_FORM =
  'redis+sentinel://user:password@host:26379,host:26379/name/0?sentinelPassword=secret';

const FORM = /^(rediss?)\+sentinel:\/\/(?:([^@/]*)@)?([^@/?]+)\/([\w.-]+)(?:\/(\d{1,4}))?\/?(?:\?(.*))?$/;
const SENTINEL_PORT = 26379;

export function isSentinelUrl(text: string): boolean {
  return /^rediss?\+sentinel:/.test(text);
}

/** The set that such a URL means, or undefined when it does not have the form. */
export function parseSentinelUrl(text: string): SentinelSet | undefined {
  const [, scheme, credentials, hosts, name, database, query] = FORM.exec(text) ?? [];
  const sentinels = hosts?.split(',').map(addressOf) ?? [];
  if (name === undefined || !sentinels.every((each) => each !== undefined)) return undefined;
  const parameters = new URLSearchParams(query);
  if ([...parameters.keys()].some((key) => !['sentinelUsername', 'sentinelPassword'].includes(key)))
    return undefined;
  try {
    const [username, password] = splitOnce(credentials ?? '').map(decodeURIComponent);
    return {
      sentinels,
      name,
      database: Number(database ?? 0),
      tls: scheme === 'rediss',
      username: username || undefined,
      password: password || undefined,
      sentinelUsername: parameters.get('sentinelUsername') ?? undefined,
      sentinelPassword: parameters.get('sentinelPassword') ?? undefined,
    };
  } catch {
    // A percent sign that escapes nothing.
    return undefined;
  }
}

function addressOf(text: string): { host: string; port: number } | undefined {
  const [, bracketed, plain, port] = /^(?:\[([\da-fA-F:.]+)\]|([\w.-]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  const number = Number(port ?? SENTINEL_PORT);
  return host === undefined || number < 1 || number > 65_535 ? undefined : { host, port: number };
}

function splitOnce(text: string): string[] {
  const at = text.indexOf(':');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
