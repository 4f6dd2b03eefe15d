import { isJsonObject, type JsonObject } from './json.js';

/** What a JSON Merge Patch makes of a document (RFC 7396): null removes a member, objects merge, all else replaces. */
export function mergePatch(target: unknown, patch: object): JsonObject;
export function mergePatch(target: unknown, patch: unknown): unknown;
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isJsonObject(patch)) return patch;
  const members = new Map(Object.entries(isJsonObject(target) ? target : {}));
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) members.delete(name);
    else members.set(name, mergePatch(members.get(name), value));
  }
  // Defines what it is given, `__proto__` too, where an assignment would change the object's ancestry.
  return Object.fromEntries(members);
}
