import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const PROJECT_DIR = fileURLToPath(new URL('..', import.meta.url));
/** The developer's own stack; throw-away stacks live beside it as `test-*`. */
export const DEFAULT_DIR = join(PROJECT_DIR, '.local', 'dev');
/** Programs unpacked once for every stack of this project. */
export const TOOLS_DIR = join(PROJECT_DIR, '.local', 'tools');
