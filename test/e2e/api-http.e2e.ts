import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from '../builders/a-second-factor.ts';
import { dayAgo } from '../builders/a-day.ts';
import { invitationToken } from '../builders/an-invitation.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { addFailedJobs } from '../support/failed-jobs.ts';
import { eventually } from '../support/eventually.ts';
import { fill, parseHttpFile, type WrittenRequest } from '../support/http-file.ts';
import { mailsTo } from '../support/mailbox.ts';
import { startWorker } from '../support/worker.ts';
import { workerEnvironment } from '../support/worker-environment.ts';

interface Item {
  id: string;
  kind?: string;
  fingerprint?: string;
  explainable?: boolean;
}

type Operations = Record<string, Record<string, object>>;

// Sample data brings no provider to sign in by, so all that these can show is how they refuse.
const NEEDS_PROVIDER = /\/auth\/oidc\b/;
const UNDOCUMENTED = [
  'GET /',
  'GET /docs',
  'GET /openapi.json',
  'GET /static/site.css',
  'GET /verify-email',
  'GET /reset-password',
  'GET /accept-invitation',
];
const { variables, requests } = parseHttpFile(readFileSync('docs/api.http', 'utf8'));
let api: TestApi;
let samplePassword: string;

beforeAll(async () => {
  const env = { ...process.env, ...(await workerEnvironment()), NODE_OPTIONS: '' };
  const seeded = spawnSync(process.execPath, ['dist/main/cli.js', 'seed'], { env, encoding: 'utf8' });
  if (seeded.status !== 0) throw new Error(seeded.stderr);
  samplePassword = /password (\S+)/.exec(seeded.stdout)?.[1] ?? '';
  api = await startApi({ QUERY_LOG_SAMPLE: '1' });
  // Imports wait, so that one can be paused and cancelled before it is over.
  await startWorker({ WORKER_QUEUES: 'email,notification,audit,media,report' });
}, 60_000);

describe('docs/api.http', () => {
  it('gets the promised status for each request, in order, on the sample data [W4.S7]', async () => {
    const [deadLetterId = '', spareDeadLetterId = ''] = await addFailedJobs(api, 2);
    const ids = { deadLetterId, spareDeadLetterId, invitationToken: await invitationToken(api) };
    const known: Record<string, string> = {
      ...variables,
      ...ids,
      host: api.url,
      samplePassword,
      day: dayAgo(1),
    };
    const wrong: string[] = [];
    for (const request of requests) {
      if (request.url.includes('/avatars/')) await eventually(() => showsAvatar(known), 20_000);
      if (request.url.includes('/admin/queries?')) await eventually(() => listsQueries(request, known));
      const { status, body } = await send(request, known);
      if (status !== request.status) wrong.push(`${request.title}: ${status}, promised ${request.status}`);
      remember(body, known);
      if (/resend$|forgot$/.test(request.url)) known.mailToken = await mailedToken(request.body ?? '{}');
    }
    expect(requests.length).toBeGreaterThan(0);
    expect(wrong).toEqual([]);
  });

  it('sends something to every route of the API and to no other [W4.S7]', async () => {
    const { body } = await api.http().get('/openapi.json').expect(200);
    const operations = Object.entries((body as { paths: Operations }).paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const wanted = [...operations, ...UNDOCUMENTED];
    const promised = requests
      .filter(({ status, url }) => status < 400 || NEEDS_PROVIDER.test(url))
      .map((request) => routeOf(request, wanted));
    expect([...new Set(promised)].sort()).toEqual(wanted.sort());
  });
});

async function send(request: WrittenRequest, known: Record<string, string>) {
  const { method, url, headers, body } = request;
  const answer = await fetch(fill(url, known), {
    method,
    headers: { ...filled(headers, known), ...(known.cookie && { cookie: known.cookie }) },
    ...(body !== undefined && { body: bodyOf(fill(body, known), headers) }),
  });
  // As the editors do that send these files: cookies are kept.
  known.cookie = withCookies(known.cookie ?? '', answer.headers.getSetCookie());
  const type = answer.headers.get('content-type');
  // That one does not end.
  if (type === 'text/event-stream') await answer.body?.cancel();
  const text = type === 'text/event-stream' ? '' : await answer.text();
  const isJson = type?.includes('json');
  return { status: answer.status, body: (isJson ? JSON.parse(text) : {}) as Record<string, unknown> };
}

// As the editors do: in a body of several parts lines end as HTTP wants it, and `< path` stands for a file.
function bodyOf(text: string, headers: Record<string, string>): string | Uint8Array<ArrayBuffer> {
  if (!headers['Content-Type']?.startsWith('multipart/')) return text;
  const whole = text
    .split('\n')
    .map((line) => (line.startsWith('< ') ? readFileSync(join('docs', line.slice(2)), 'latin1') : line))
    .join('\r\n');
  return new Uint8Array(Buffer.from(`${whole}\r\n`, 'latin1'));
}

function filled(headers: Record<string, string>, known: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, fill(value, known)]));
}

function withCookies(kept: string, set: string[]): string {
  const pairs = [...kept.split('; '), ...set.map((cookie) => cookie.split(';')[0] ?? '')];
  const byName = new Map(pairs.filter(Boolean).map((pair) => [pair.split('=')[0], pair]));
  return [...byName.values()].filter((pair) => !pair.endsWith('=')).join('; ');
}

// What a person would copy from an answer into the variables.
function remember(body: Record<string, unknown>, known: Record<string, string>): void {
  const { meta, data } = body as { meta?: { nextCursor?: string }; data?: Item[] };
  for (const name of ['jobId', 'accessToken', 'refreshToken', 'csrfToken']) {
    if (typeof body[name] === 'string') known[name] = body[name];
  }
  const { key, id, secret, recoveryCodes } = body as Record<'key' | 'secret', string | undefined> & {
    id?: number;
    recoveryCodes?: string[];
  };
  if (key !== undefined) Object.assign(known, { apiKey: key, apiKeyId: String(id) });
  if (body.sha256 !== undefined) known.uploadId = String(id);
  if (body.percent !== undefined) known.importId = String(id);
  // What the app would show from then on.
  if (secret !== undefined) known.totpCode = codeOf(secret);
  if (recoveryCodes?.[0] !== undefined) known.recoveryCode = recoveryCodes[0];
  const device = Array.isArray(data) ? data.at(-1) : undefined;
  const query = Array.isArray(data) ? data.find(({ explainable }) => explainable) : undefined;
  if (query?.fingerprint !== undefined) known.fingerprint = query.fingerprint;
  if (device?.kind !== undefined) known.sessionId = device.id;
  if (meta?.nextCursor !== undefined) known.cursor = meta.nextCursor;
}

// The log is written a moment after what it is about.
async function listsQueries(request: WrittenRequest, known: Record<string, string>): Promise<boolean> {
  const { body } = await send(request, known);
  return (body.data as { explainable: boolean }[]).some(({ explainable }) => explainable);
}

// Its images are made by a job.
async function showsAvatar(known: Record<string, string>): Promise<boolean> {
  const headers = { authorization: `Bearer ${known.accessToken}` };
  const answer = await fetch(`${api.url}/api/v1/profile`, { headers });
  const { avatar } = (await answer.json()) as { avatar: { id: string } | null };
  known.avatarId = avatar?.id ?? '';
  return avatar !== null;
}

async function mailedToken(body: string): Promise<string> {
  const { email } = JSON.parse(body) as { email: string };
  return eventually(async () => {
    const [newest] = await mailsTo(email);
    return /#token=([\w-]+)/.exec(newest?.text ?? '')?.[1];
  }, 10_000);
}

function routeOf({ method, url }: WrittenRequest, routes: string[]): string {
  const { pathname } = new URL(fill(url, variables));
  const request = `${method} ${pathname}`;
  // A literal path is the better match: /users/{id} does not take what /users/top is for.
  const fitting = routes.filter((route) => patternOf(route).test(request)).sort();
  return fitting.includes(request) ? request : (fitting[0] ?? request);
}

function patternOf(route: string): RegExp {
  return new RegExp(`^${route.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`);
}
