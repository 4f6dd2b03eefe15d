import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Frees all that is garbage, code that has done its work included, and gives the pages back to the system. By itself
 * Node does so only for its command line, and never this thoroughly while there is memory left: a start leaves more than
 * 40 MB among the old objects, where nothing looks until there is twice as much.
 */
export function collectGarbage(): void {
  try {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as NodeJS.GCFunction;
    collect({ type: 'major', flavor: 'last-resort' });
  } catch {
    // A Node that cannot do this only takes more memory.
  }
}
