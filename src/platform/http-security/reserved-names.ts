const RESERVED = new Set<string>([...Object.getOwnPropertyNames(Object.prototype), 'prototype']);

/**
 * Whether every object has something by this name already, such as `toString` or `__proto__`. Libraries that look
 * names up in plain objects take those for known, or pass over them, so no client may send one.
 */
export function isReservedName(name: string): boolean {
  return RESERVED.has(name);
}
