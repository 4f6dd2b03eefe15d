import { currentContext } from '../context/request-context.js';

/** For what is not worth keeping, beside other things that are: so that an answer made of both is not kept either. */
export function uncached<T>(load: () => Promise<T>): Promise<T> {
  currentContext()?.cache.noteUnkept('BYPASS');
  return load();
}
