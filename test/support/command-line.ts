import { Readable } from 'node:stream';
import { Logger, type LoggerService } from '@nestjs/common';
import { runCommandLine } from '../../src/main/cli/command-line.js';
import type { RunResult } from './run.ts';

/**
 * Runs the command line as `runCli` does, but in this process, which takes a tenth of the time: for what a command
 * refuses, prints and does. One at a time.
 */
export async function commandLine(
  args: readonly string[],
  env: Record<string, string>,
  input = '',
): Promise<RunResult> {
  const { stdin, exitCode } = process;
  const before = { ...process.env };
  // The framework has one, which an application that starts takes over.
  const logger = Reflect.get(Logger, 'staticInstanceRef') as LoggerService;
  const [stdout, stderr] = [listen(process.stdout), listen(process.stderr)];
  replaceVariables(env);
  Object.defineProperty(process, 'stdin', { value: Readable.from([Buffer.from(input)]), configurable: true });
  try {
    const code = await runCommandLine(args);
    return { code, stdout: stdout.end(), stderr: stderr.end() };
  } finally {
    Object.defineProperty(process, 'stdin', { value: stdin, configurable: true });
    replaceVariables(before);
    Logger.overrideLogger(logger);
    stdout.end();
    stderr.end();
    process.exitCode = exitCode;
  }
}

function replaceVariables(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, env);
}

/** Takes what is written to a stream, until it is ended. */
function listen(stream: NodeJS.WriteStream): { end: () => string } {
  const own = Object.getOwnPropertyDescriptor(stream, 'write');
  let text = '';
  stream.write = (chunk: string | Uint8Array) => {
    text += chunk.toString();
    return true;
  };
  return {
    end: () => {
      if (own) Object.defineProperty(stream, 'write', own);
      else Reflect.deleteProperty(stream, 'write');
      return text;
    },
  };
}
