import { PUBLIC_URL } from './identity-provider.ts';

/** Somebody with a browser: it keeps cookies, follows redirects and fills forms in. */
export class Visitor {
  readonly #cookies: Map<string, string>;

  constructor(
    private readonly apiUrl: string,
    cookies: Iterable<[string, string]> = [],
  ) {
    this.#cookies = new Map(cookies);
  }

  /** Another browser with the same cookies. */
  twin(): Visitor {
    return new Visitor(this.apiUrl, this.#cookies);
  }

  /** Signs in by the provider, all the way; the answer of the API that they come back with. */
  async signIn(login: string, change: (url: URL) => void = () => {}): Promise<Response> {
    const url = await this.begin();
    change(url);
    return this.get(await this.atProvider(url, login));
  }

  /** Begins to sign in; where the API sends the browser. */
  async begin(): Promise<URL> {
    const answer = await this.get(new URL(`${PUBLIC_URL}/api/v1/auth/oidc`));
    if (answer.status !== 302) throw new Error(`${answer.status} ${await answer.text()}`);
    return new URL(answer.headers.get('location') ?? '');
  }

  /** Signs in at the provider and agrees; where it sends the browser back to. */
  async atProvider(from: URL, login: string): Promise<URL> {
    let at = from;
    let answer = await this.get(at);
    for (let steps = 0; steps < 20; steps += 1) {
      const location = answer.headers.get('location');
      if (location !== null) {
        at = new URL(location, at);
        if (at.origin === PUBLIC_URL) return at;
        answer = await this.get(at);
      } else {
        const form = fill(await answer.text(), login);
        at = new URL(form.action, at);
        answer = await this.#fetch(at, { method: 'POST', body: form.fields });
      }
    }
    throw new Error(`still at ${at.href}`);
  }

  get(url: URL): Promise<Response> {
    return this.#fetch(url, {});
  }

  async #fetch(url: URL, options: RequestInit): Promise<Response> {
    const address = url.href.replace(PUBLIC_URL, this.apiUrl);
    const { host } = new URL(address);
    const mine = [...this.#cookies].filter(([name]) => name.startsWith(`${host} `));
    const cookie = mine.map(([name, value]) => `${name.slice(host.length + 1)}=${value}`).join('; ');
    const answer = await fetch(address, { ...options, redirect: 'manual', headers: { cookie } });
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (value === '') this.#cookies.delete(`${host} ${name}`);
      else this.#cookies.set(`${host} ${name}`, value);
    }
    return answer;
  }
}

function fill(html: string, login: string): { action: string; fields: URLSearchParams } {
  const action = /<form[^>]*action="([^"]+)"/.exec(html)?.[1];
  if (action === undefined) throw new Error(`no form: ${html.replace(/<style[\s\S]*<\/style>/, '')}`);
  const hidden = [...html.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)];
  const fields = hidden.map(([, name = '', value = '']): [string, string] => [name, value]);
  return { action, fields: new URLSearchParams([...fields, ['login', login], ['password', 'any']]) };
}
