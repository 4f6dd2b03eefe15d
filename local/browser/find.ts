import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import { answers } from '../answers.ts';
import { withLock } from '../lock.ts';
import { TOOLS_DIR } from '../project.ts';
import { aptInstall } from './apt.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
const MAC_PATHS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
];

/** Path of a Chromium, or of a browser made of it, that can be started. Installs one where that needs nobody's leave. */
export async function findBrowser(log: (line: string) => void): Promise<string> {
  const given = process.env.CHROMIUM_PATH;
  if (given) return (await works(given)) ? given : fail(`CHROMIUM_PATH (${given}) is no browser that starts`);
  return (await installed()) ?? withLock(TOOLS_DIR, () => obtain(log));
}

/** Under a lock: two runs that start together must not install twice. */
async function obtain(log: (line: string) => void): Promise<string> {
  const found = await installed();
  if (found) return found;
  const failure = await aptInstall(log);
  return (await installed()) ?? fail(`there is no browser, and ${failure}`);
}

async function installed(): Promise<string | undefined> {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const onPath = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  for (const file of [...onPath, ...MAC_PATHS]) if (existsSync(file) && (await works(file))) return file;
  return undefined;
}

// Ubuntu's `chromium-browser` may be a script that only says how to get the real one: it fails.
function works(file: string): Promise<boolean> {
  return answers(file, ['--version']);
}

function fail(what: string): never {
  throw new Error(
    `${what}. Install Chromium, Chrome or Edge (Debian: apt-get install chromium; macOS: brew install --cask chromium; ` +
      'Ubuntu: snap install chromium), or name one in CHROMIUM_PATH',
  );
}
