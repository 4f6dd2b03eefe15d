export interface WrittenRequest {
  title: string;
  /** The status that the title promises after its arrow. */
  status: number;
  method: string;
  /** With `{{variables}}`, like the headers and the body. */
  url: string;
  headers: Record<string, string>;
  body?: string;
}

export interface HttpFile {
  variables: Record<string, string>;
  requests: WrittenRequest[];
}

/** Reads a collection of requests in the format of the HTTP clients of VS Code and JetBrains. */
export function parseHttpFile(text: string): HttpFile {
  const [head = '', ...blocks] = text.split(/^### /m);
  const variables = [...head.matchAll(/^@(\w+) = (.+)$/gm)].map(([, name = '', value = '']) => [name, value]);
  return { variables: Object.fromEntries(variables) as Record<string, string>, requests: blocks.map(parse) };
}

/** Puts the values of variables, which may hold variables themselves, into a text. */
export function fill(text: string, variables: Record<string, string>): string {
  const dated = text.replace(/\{\{\$datetime iso8601 (\d+) d\}\}/g, (_, days: string) =>
    inDays(Number(days)),
  );
  const filled = dated.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = variables[name];
    if (value === undefined) throw new Error(`the variable ${name} is not defined`);
    return value;
  });
  return filled === text ? text : fill(filled, variables);
}

// What the editors know by themselves.
function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString();
}

function parse(block: string): WrittenRequest {
  const [, title = '', status, rest = ''] = /^(.*) → (\d{3})\n([\s\S]*)$/.exec(block) ?? [];
  const [head = '', ...paragraphs] = rest.trim().split('\n\n');
  const [line = '', ...headerLines] = head.split('\n');
  const [, method = '', url = ''] = /^([A-Z]+) (\S+)$/.exec(line) ?? [];
  if (method === '') throw new Error(`not a request with a status after its arrow: ${block}`);
  const headers = headerLines.map((header) => header.split(/: (.*)/, 2));
  const body = paragraphs.join('\n\n');
  return {
    ...{ title, status: Number(status), method, url },
    headers: Object.fromEntries(headers) as Record<string, string>,
    ...(body !== '' && { body }),
  };
}
