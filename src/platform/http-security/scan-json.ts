import type { FieldError } from '../../shared/app-error.js';
import { isReservedName } from './reserved-names.js';

/** How large the parts of a JSON body may be. The whole is bounded in bytes. */
export const JSON_LIMITS = { levels: 32, fields: 200, items: 10_000, nameLength: 200 } as const;

/** An object or array that is being read. */
interface Open {
  /** Names seen so far; undefined for an array. */
  names?: Set<string>;
  members: number;
  /** Name or index of the member that is being read. */
  at: string | number;
}

/**
 * Looks for what JSON allows and no client of ours needs: deep nesting, very many members, names that
 * every object has, and a name given twice, of which two programs may take different ones. One pass without recursion, before anything is built. A text that is no
 * JSON at all may pass: the parser finds that.
 */
export function findJsonFault(json: string): FieldError | undefined {
  const open: Open[] = [];
  for (let at = 0; at < json.length; at += 1) {
    const character = json[at];
    let fault: FieldError | undefined;
    if (character === '"') {
      const end = endOfString(json, at);
      if (open.at(-1)?.names && isName(json, at)) fault = readName(open, json.slice(at + 1, end));
      at = end;
    } else if (character === '{') fault = enter(open, { names: new Set(), members: 0, at: '' });
    else if (character === '[') fault = enter(open, { members: 1, at: 0 });
    else if (character === '}' || character === ']') open.pop();
    else if (character === ',') fault = nextItem(open);
    if (fault) return fault;
  }
  return undefined;
}

function endOfString(json: string, start: number): number {
  for (let end = json.indexOf('"', start + 1); end !== -1; end = json.indexOf('"', end + 1)) {
    let escapes = 0;
    while (json[end - 1 - escapes] === '\\') escapes += 1;
    if (escapes % 2 === 0) return end;
  }
  return json.length;
}

// In an object, a string right after `{` or `,` is a name.
function isName(json: string, quote: number): boolean {
  let before = quote - 1;
  while (/\s/.test(json[before] ?? '')) before -= 1;
  return json[before] === '{' || json[before] === ',';
}

function readName(open: Open[], raw: string): FieldError | undefined {
  const inner = open.at(-1);
  if (!inner?.names) return undefined;
  const name = raw.includes('\\') ? unescaped(raw) : raw;
  inner.at = name.length > JSON_LIMITS.nameLength ? `${name.slice(0, 20)}…` : name;
  if (inner.at !== name)
    return fault(open, 'maxLength', `has more than ${JSON_LIMITS.nameLength} characters`);
  if (isReservedName(name)) return fault(open, 'reservedName', 'is a name that no field has');
  if (inner.names.has(name)) return fault(open, 'duplicateField', 'is given twice');
  inner.names.add(name);
  inner.members += 1;
  if (inner.members <= JSON_LIMITS.fields) return undefined;
  return fault(open.slice(0, -1), 'maxFields', `has more than ${JSON_LIMITS.fields} fields`);
}

function unescaped(raw: string): string {
  try {
    return JSON.parse(`"${raw}"`) as string;
  } catch {
    return raw;
  }
}

function enter(open: Open[], inner: Open): FieldError | undefined {
  open.push(inner);
  if (open.length <= JSON_LIMITS.levels) return undefined;
  return fault(open.slice(0, 3), 'maxDepth', `is nested deeper than ${JSON_LIMITS.levels} levels`);
}

function nextItem(open: Open[]): FieldError | undefined {
  const inner = open.at(-1);
  if (!inner || inner.names) return undefined;
  inner.at = inner.members;
  inner.members += 1;
  if (inner.members <= JSON_LIMITS.items) return undefined;
  return fault(open.slice(0, -1), 'maxItems', `has more than ${JSON_LIMITS.items} items`);
}

function fault(open: Open[], code: string, what: string): FieldError {
  const field = open.map(({ at }) => at).join('.');
  return { field, code, message: `${field === '' ? 'the body' : field} ${what}` };
}
