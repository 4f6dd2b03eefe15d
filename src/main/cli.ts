import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import { runCommandLine } from './cli/command-line.js';

Logger.overrideLogger(['error', 'warn']);

const code = await runCommandLine(process.argv.slice(2));
// A start that failed half-way leaves connections open, which would keep the process alive. A command that says by
// `exitCode` what it has found out has closed its own.
if (code !== (process.exitCode ?? 0)) process.exit(code);
