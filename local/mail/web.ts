import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { Inbox } from './inbox.ts';
import { inboxPage, messagePage, missingPage, stylesheet } from './pages.ts';

interface Answer {
  status?: number;
  type: string;
  body: string | Buffer;
  policy?: string;
}

const pagePolicy =
  "default-src 'none'; style-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
// A caught message may style itself and carry its own pictures, but neither run scripts nor load anything.
const messagePolicy =
  "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'self'";

export function createWebServer(inbox: Inbox): Server {
  return createServer((request, response) => {
    const url = URL.parse(request.url ?? '/', 'http://localhost');
    const answer = url ? route(inbox, request.method ?? 'GET', url) : html(missingPage(), 404);
    response.writeHead(answer.status ?? 200, {
      'content-type': answer.type,
      'content-security-policy': answer.policy ?? pagePolicy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    response.end(request.method === 'HEAD' ? undefined : answer.body);
  });
}

function route(inbox: Inbox, method: string, url: URL): Answer {
  if (method === 'DELETE' && url.pathname === '/api/messages') {
    inbox.clear();
    return { status: 204, type: 'text/plain', body: '' };
  }
  if (method !== 'GET' && method !== 'HEAD') return json({ error: 'method not allowed' }, 405);
  if (url.pathname === '/') return html(inboxPage(inbox.list()));
  if (url.pathname === '/healthz') return { type: 'text/plain', body: 'ok' };
  if (url.pathname === '/style.css') return { type: 'text/css; charset=utf-8', body: stylesheet };
  if (url.pathname === '/api/messages') return json(inbox.list(url.searchParams.get('to') ?? undefined));
  return oneMessage(inbox, url.pathname);
}

function oneMessage(inbox: Inbox, path: string): Answer {
  const [, api, id = '', part] = /^(\/api)?\/messages\/(\d+)(?:\/(raw|html))?$/.exec(path) ?? [];
  const entry = inbox.get(id);
  if (!entry) return path.startsWith('/api') ? json({ error: 'not found' }, 404) : html(missingPage(), 404);
  const { message, raw } = entry;
  if (api && part === 'raw') return { type: 'text/plain; charset=utf-8', body: raw };
  if (api && !part) return json(message);
  if (!api && part === 'html') {
    // Links of a message open beside the inbox and not inside its frame.
    return {
      ...html(`<!doctype html><meta charset="utf-8"><base target="_blank">${message.html}`),
      policy: messagePolicy,
    };
  }
  if (!api && !part) return html(messagePage(message, raw.toString('utf8')));
  return html(missingPage(), 404);
}

function html(body: string, status = 200): Answer {
  return { status, type: 'text/html; charset=utf-8', body };
}

function json(value: unknown, status = 200): Answer {
  return { status, type: 'application/json; charset=utf-8', body: JSON.stringify(value, null, 2) };
}
