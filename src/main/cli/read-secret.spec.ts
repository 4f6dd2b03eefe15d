import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { readSecret } from './read-secret.js';

/** What somebody types at a terminal, key by key, and what they see. */
function typing(...keys: string[]) {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const output = new PassThrough();
  for (const [index, key] of keys.entries()) setTimeout(() => input.write(key), 20 * (index + 1));
  const seen = () => text(output.end());
  return { terminal: { input, output }, seen };
}

describe('a secret', () => {
  it('is read twice at a terminal, and not shown', async () => {
    const { terminal, seen } = typing('correct hoRS\x7f\x7frse', '\r', 'correct horse\r');
    expect(await readSecret('Password', terminal)).toBe('correct horse');
    expect(await seen()).toBe('Password: \nPassword again: \n');
  });

  it('must be the same both times', async () => {
    const { terminal } = typing('one\r', 'two\r');
    await expect(readSecret('Password', terminal)).rejects.toThrow('The two are not the same.');
  });

  it.each([
    ['Ctrl-C', '\x03'],
    ['Ctrl-D', '\x04'],
  ])('is given up with %s', async (_key, code) => {
    const { terminal } = typing(code);
    await expect(readSecret('Password', terminal)).rejects.toThrow('Interrupted.');
  });

  it('is the first line of standard input', async () => {
    const piped = (given: string) =>
      readSecret('Password', { input: Readable.from([given]), output: new PassThrough() });
    expect(await piped(' with spaces \r\nrest')).toBe(' with spaces ');
    await expect(piped('\n')).rejects.toThrow('Give the password on standard input');
  });
});
