import { buildIfNeeded } from '../local/build.ts';

/** Makes dist what src compiles to. Throws with the compiler's output. */
export async function build(): Promise<void> {
  await buildIfNeeded(new AbortController().signal, () => undefined);
}
