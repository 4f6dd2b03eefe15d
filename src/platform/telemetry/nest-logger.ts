import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';

// Nest's account of how it puts the application together.
const WIRING = new Set<unknown>(['InstanceLoader', 'NestFactory', 'RouterExplorer', 'RoutesResolver']);

/**
 * Given along with a message whose every field is known: it is not searched for secrets, which costs more than the rest
 * of the line.
 */
export const KNOWN_FIELDS = Symbol('KNOWN_FIELDS');

/**
 * Lets Nest's `Logger` write through pino. Nest passes the context as the last argument; a message may be an object,
 * which is merged into the line (`{ msg: 'job completed', queue, … }`).
 */
export class NestLogger implements LoggerService {
  readonly #unsearched: Logger;

  constructor(private readonly pino: Logger) {
    this.#unsearched = pino.child({}, { redact: [] });
  }

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
    const logger = rest[0] === KNOWN_FIELDS ? this.#unsearched : this.pino;
    if (message instanceof Error) logger[level]({ ...context, err: message }, message.message);
    else if (typeof message === 'object' && message !== null) logger[level]({ ...context, ...message });
    else logger[level](context, String(message));
  }
}
