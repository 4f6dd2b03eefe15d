const NOT_ASCII = /[^\0-\x7f]/;

/**
 * The lane of a key, from 0: the same one for all keys that differ in case only. FNV-1a of its ASCII letters in lower
 * case; what databases take for the lower case of other letters depends on their locale, so these do not count.
 */
export function laneOf(key: string, lanes: number): number {
  if (lanes === 1) return 0;
  const text = NOT_ASCII.test(key) ? key.toLowerCase() : key;
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code > 0x7f) continue;
    hash = Math.imul(hash ^ (code >= 65 && code <= 90 ? code | 32 : code), 0x01000193);
  }
  return (hash >>> 0) % lanes;
}
