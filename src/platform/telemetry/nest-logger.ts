import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';

// Nest's account of how it puts the application together.
const WIRING = new Set<unknown>(['InstanceLoader', 'NestFactory', 'RouterExplorer', 'RoutesResolver']);

/**
 * Lets Nest's `Logger` write through pino. Nest passes the context as the last argument; a message may be an object,
 * which is merged into the line (`{ msg: 'job completed', queue, … }`).
 */
export class NestLogger implements LoggerService {
  constructor(private readonly pino: Logger) {}

  log = (message: unknown, ...rest: unknown[]): void =>
    this.#write(rest.some((context) => WIRING.has(context)) ? 'debug' : 'info', message, rest);
  warn = (message: unknown, ...rest: unknown[]): void => this.#write('warn', message, rest);
  error = (message: unknown, ...rest: unknown[]): void => this.#write('error', message, rest);
  fatal = (message: unknown, ...rest: unknown[]): void => this.#write('fatal', message, rest);
  debug = (message: unknown, ...rest: unknown[]): void => this.#write('debug', message, rest);
  verbose = (message: unknown, ...rest: unknown[]): void => this.#write('trace', message, rest);

  #write(
    level: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace',
    message: unknown,
    rest: unknown[],
  ): void {
    if (!this.pino.isLevelEnabled(level)) return;
    const context = typeof rest.at(-1) === 'string' ? { context: rest.at(-1) } : {};
    if (message instanceof Error) this.pino[level]({ ...context, err: message }, message.message);
    else if (typeof message === 'object' && message !== null) this.pino[level]({ ...context, ...message });
    else this.pino[level](context, String(message));
  }
}
