import { execFile } from 'node:child_process';

export interface RunResult {
  code: number;
  stdout: string;
  stderr: string;
}

interface RunOptions {
  cwd?: string;
  /** What it finds on its standard input. */
  input?: string;
  /** After this time it is ended. */
  timeout?: number;
}

/** Runs a program to its end. `env` is all of its environment besides PATH, HOME and what makes it start faster. */
export function run(
  program: string,
  args: readonly string[],
  env: Record<string, string> = {},
  { cwd = process.cwd(), input = '', timeout = 60_000 }: RunOptions = {},
): Promise<RunResult> {
  const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;
  return new Promise((resolve) => {
    const options = { env: { PATH, HOME, NODE_COMPILE_CACHE, ...env }, cwd, timeout };
    const child = execFile(program, [...args], options, (error, stdout, stderr) => {
      // A number is the exit code; anything else means that it did not start or was killed.
      const code = error ? (typeof error.code === 'number' ? error.code : -1) : 0;
      resolve({ code, stdout, stderr });
    });
    // Whoever ends without reading closes the pipe.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}

/** Runs the built command line: `npm run cli -- …`. */
export function runCli(
  args: readonly string[],
  env: Record<string, string>,
  options?: RunOptions,
): Promise<RunResult> {
  return run(process.execPath, [`${process.cwd()}/dist/main/cli.js`, ...args], env, options);
}
