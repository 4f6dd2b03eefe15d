import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { Writable } from 'node:stream';

interface Terminal {
  input: NodeJS.ReadableStream & { isTTY?: boolean };
  output: NodeJS.WritableStream;
}

/**
 * Reads a secret: from a terminal without showing it, twice; else the first line of standard input. Never from an
 * argument, which the list of processes and the history of the shell would show.
 */
export async function readSecret(
  what: string,
  terminal: Terminal = { input: process.stdin, output: process.stderr },
): Promise<string> {
  if (!terminal.input.isTTY) return firstLine(await text(terminal.input), what);
  const secret = await ask(`${what}: `, terminal);
  if (secret !== (await ask(`${what} again: `, terminal))) throw new Error('The two are not the same.');
  return secret;
}

function firstLine(given: string, what: string): string {
  const [line = ''] = given.split(/\r?\n/);
  if (line === '')
    throw new Error(`Give the ${what.toLowerCase()} on standard input, or run this in a terminal.`);
  return line;
}

function ask(question: string, { input, output }: Terminal): Promise<string> {
  output.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input, output: silent, terminal: true, historySize: 0 });
  return new Promise((resolve, reject) => {
    lines.once('line', resolve);
    // Ctrl-C, Ctrl-D, or a terminal that is gone.
    lines.once('SIGINT', () => lines.close());
    lines.once('close', () => reject(new Error('Interrupted.')));
  }).finally(() => {
    lines.close();
    output.write('\n');
  }) as Promise<string>;
}
