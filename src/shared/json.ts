/** What JSON.parse makes of an object; the members are JSON too. */
export type JsonObject = Record<string, unknown>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** How JSON may be for a database to store it and a person to understand it. */
export interface JsonLimits {
  levels: number;
  nameLength: number;
}

/**
 * What keeps a value from being stored as it is, in words that follow its name; undefined when nothing does. JSON can
 * say 1e999, NUL and half a character, and jsonb can keep none of them.
 */
export function findUnstorable(value: unknown, limits: JsonLimits): string | undefined {
  if (typeof value === 'number' && !Number.isFinite(value)) return 'holds a number that is too large';
  if (typeof value === 'string' && !isStorable(value)) return 'holds a character that cannot be stored';
  if (typeof value !== 'object' || value === null) return undefined;
  if (limits.levels === 0) return 'is nested too deeply';
  for (const name of Array.isArray(value) ? [] : Object.keys(value)) {
    if (!isStorable(name)) return 'has a name with a character that cannot be stored';
    if (name === '' || name.length > limits.nameLength)
      return `has a name that is not 1 to ${limits.nameLength} characters long`;
  }
  for (const member of Object.values(value) as unknown[]) {
    const fault = findUnstorable(member, { ...limits, levels: limits.levels - 1 });
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}
