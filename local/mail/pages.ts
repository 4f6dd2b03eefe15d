import { escapeHtml, linkify } from './html.ts';
import type { Message } from './inbox.ts';

export function inboxPage(messages: Message[]): string {
  const rows = messages.map(
    (message) => `<tr>
<td><a href="/messages/${message.id}">${escapeHtml(message.subject || '(no subject)')}</a></td>
<td>${escapeHtml(message.to.join(', '))}</td>
<td>${escapeHtml(message.from)}</td>
<td>${timeOf(message)}</td></tr>`,
  );
  const table = `<table><thead><tr><th>Subject</th><th>To</th><th>From</th><th>Received</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table>`;
  const count = messages.length === 1 ? '1 message' : `${messages.length} messages`;
  return page(
    'Mail',
    `<h1>Caught mail</h1><p class="quiet">${count}, newest first. Mail sent in development ends here.</p>
${messages.length > 0 ? table : '<p>Nothing yet.</p>'}`,
    '<meta http-equiv="refresh" content="5">',
  );
}

export function messagePage(message: Message, raw: string): string {
  const headers = Object.entries(message.headers)
    .map(([name, value]) => `<tr><th>${escapeHtml(name)}</th><td>${escapeHtml(value)}</td></tr>`)
    .join('\n');
  const html = `<iframe title="HTML part" sandbox="allow-popups allow-popups-to-escape-sandbox"
 src="/messages/${message.id}/html"></iframe>`;
  const files = message.attachments.map(
    (file) => `<li>${escapeHtml(file.filename)} (${escapeHtml(file.mimeType)}, ${file.size} bytes)</li>`,
  );
  return page(
    message.subject || '(no subject)',
    `<p><a href="/">All mail</a></p><h1>${escapeHtml(message.subject || '(no subject)')}</h1>
<p class="quiet">From ${escapeHtml(message.from)} to ${escapeHtml(message.to.join(', '))}, ${timeOf(message)}</p>
${message.html ? html : ''}
${message.text ? `<h2>Text</h2><pre>${linkify(message.text)}</pre>` : ''}
${files.length > 0 ? `<h2>Attachments</h2><ul>${files.join('')}</ul>` : ''}
<h2>Headers</h2><table>${headers}</table>
<details><summary>Raw message</summary><pre>${escapeHtml(raw)}</pre></details>
<p><a href="/api/messages/${message.id}">JSON</a> · <a href="/api/messages/${message.id}/raw">Raw</a></p>`,
  );
}

export function missingPage(): string {
  return page('Not found', '<h1>Not found</h1><p>No such message or page. <a href="/">All mail</a></p>');
}

function page(title: string, body: string, head = ''): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title><link rel="stylesheet" href="/style.css">${head}</head>
<body><main>${body}</main></body></html>`;
}

function timeOf(message: Message): string {
  return `<time datetime="${message.receivedAt}">${message.receivedAt.slice(0, 19).replace('T', ' ')}</time>`;
}

export const stylesheet = `
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 0; }
main { max-width: 64rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0.5rem 0; overflow-wrap: anywhere; }
h2 { font-size: 1rem; margin: 1.5rem 0 0.5rem; }
.quiet { opacity: 0.7; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 0.4rem 0.6rem; border-bottom: 1px solid #8884;
  overflow-wrap: anywhere; }
th { font-weight: 600; }
thead th { white-space: nowrap; }
tbody tr:hover { background: #8881; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: #8881; padding: 0.8rem; border-radius: 6px; }
iframe { width: 100%; height: 28rem; border: 1px solid #8884; border-radius: 6px; background: #fff; }
`;
