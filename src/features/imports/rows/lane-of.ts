/**
 * The lane of a key, from 0: the same one for all keys that differ in case only. FNV-1a of its ASCII letters in lower
 * case; what databases take for the lower case of other letters depends on their locale, so these do not count.
 */
export function laneOf(key: string, lanes: number): number {
  if (lanes === 1) return 0;
  return ((hashOf(key) ?? hashOf(key.toLowerCase(), true) ?? 0) >>> 0) % lanes;
}

/** Undefined when there are other letters, unless they are to be passed over. */
function hashOf(text: string, passOver = false): number | undefined {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code <= 0x7f) hash = Math.imul(hash ^ (code >= 65 && code <= 90 ? code | 32 : code), 0x01000193);
    else if (!passOver) return undefined;
  }
  return hash;
}
