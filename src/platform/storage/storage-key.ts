const KEY = /^[a-z0-9][\w.-]*(\/[a-z0-9][\w.-]*)*$/i;

/**
 * Refuses keys that could leave their folder, or that one kind of storage takes and another does not: parts of letters,
 * digits, `.`, `_` and `-` between slashes, none beginning with a dot. Throws, because a key is made by us.
 */
export function requireKey(key: string): string {
  if (key.length <= 512 && KEY.test(key)) return key;
  throw new Error(`no key of storage: ${JSON.stringify(key.slice(0, 100))}`);
}
