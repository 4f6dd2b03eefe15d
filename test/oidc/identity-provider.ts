import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { exportJWK, generateKeyPair, type JWTPayload } from 'jose';
import { Provider } from 'oidc-provider';
import { reissue } from './reissue.ts';

export const CLIENT = { id: 'groundwork', secret: 'a secret of the client & the provider' };
export const PUBLIC_URL = 'http://groundwork.test';

export interface Person {
  email?: string;
  email_verified?: boolean;
  name?: string;
}

export interface IdentityProvider {
  url: string;
  /** Who can sign in, by what they type as their login, which is their subject as well. */
  people: Record<string, Person>;
  /** What is done to the next ID tokens before they go out. */
  tamper?: { claims?: (claims: JWTPayload) => JWTPayload; foreignKey?: boolean };
  /** How long each answer takes longer. */
  delayMs: number;
  stop: () => Promise<void>;
  start: () => Promise<void>;
}

/** A real OpenID Connect provider on a port of its own. Stop it after the suite. */
export async function startProvider(): Promise<IdentityProvider> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const key = { ...(await exportJWK(privateKey)), kid: 'test', alg: 'RS256', use: 'sig' };
  const listener: { handle: RequestListener } = { handle: () => {} };
  let server = await listen(listener, 0);
  const { port } = server.address() as AddressInfo;
  const self: IdentityProvider = {
    url: `http://127.0.0.1:${port}`,
    people: {},
    delayMs: 0,
    stop: () => stop(server),
    start: async () => void (server = await listen(listener, port)),
  };
  const provider = quietly(() => new Provider(self.url, configuration(self, key)));
  provider.use(async (ctx, next) => {
    await sleep(self.delayMs, undefined, { ref: false });
    await next();
    const body = ctx.body as { id_token?: string } | undefined;
    if (self.tamper && typeof body?.id_token === 'string')
      ctx.body = { ...body, id_token: await reissue(body.id_token, key, self.tamper) };
  });
  const handle = provider.callback();
  listener.handle = (request, response) => void handle(request, response);
  return self;
}

function configuration(self: IdentityProvider, key: object): ConstructorParameters<typeof Provider>[1] {
  return {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [`${PUBLIC_URL}/api/v1/auth/oidc/callback`],
        response_types: ['code'],
        grant_types: ['authorization_code'],
      },
    ],
    jwks: { keys: [key] },
    cookies: { keys: ['only for tests'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    pkce: { required: () => true },
    ttl: {
      AccessToken: 600,
      AuthorizationCode: 60,
      Grant: 600,
      IdToken: 600,
      Interaction: 600,
      Session: 600,
    },
    findAccount: (_ctx, sub) => ({
      accountId: sub,
      claims: () => ({ sub, ...self.people[sub] }),
    }),
  };
}

// It warns on the console that logins without passwords and a store in memory are for tests.
function quietly<T>(work: () => T): T {
  const { warn } = console;
  console.warn = () => {};
  try {
    return work();
  } finally {
    console.warn = warn;
  }
}

async function listen(listener: { handle: RequestListener }, port: number): Promise<Server> {
  const server = createServer((request, response) => listener.handle(request, response));
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function stop(server: Server): Promise<void> {
  if (!server.listening) return;
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
}
