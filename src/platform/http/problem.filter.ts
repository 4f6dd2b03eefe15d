import { type ArgumentsHost, Catch, type ExceptionFilter, Logger, NotFoundException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../shared/app-error.js';
import { pathOf } from '../../shared/path-of.js';
import { currentContext } from '../context/request-context.js';
import { refusal } from '../http-security/refusal.js';
import { allowedMethods } from './route-table.js';
import { type ProblemAnswer, toProblem } from './problem.js';

/** Answers every error with one body shape, and logs what the client may not see. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger = new Logger('Errors');

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    // The client is gone, or the time-out has been answered already.
    if (reply.sent) return;
    const answer = toProblem(this.#endedEarly(error), pathOf(request.url), request.id);
    this.#log(error, answer.problem.status);
    sendProblem(reply, this.#wrongMethod(error, request, reply) ?? answer);
  }

  // A statement that was cancelled because its request ran out of time is a time-out of the request.
  #endedEarly(error: unknown): unknown {
    if (currentContext()?.aborted !== 'timeout') return error;
    return new AppError('timeout', 'request_timeout', 'The request took too long.', { cause: error });
  }

  #wrongMethod(error: unknown, request: FastifyRequest, reply: FastifyReply): ProblemAnswer | undefined {
    if (!(error instanceof NotFoundException)) return undefined;
    const methods = allowedMethods(request.server, request.url);
    // Where the method is right, what it was to find is missing, such as a file below /static.
    if (methods.length === 0 || methods.includes(request.method)) return undefined;
    reply.header('allow', methods.join(', '));
    const instance = pathOf(request.url);
    return toProblem(refusal(405, `${request.method} is not possible here.`), instance, request.id);
  }

  #log(error: unknown, status: number): void {
    if (status === 503 || status === 504) this.#logger.warn({ msg: 'request not served', err: error });
    else if (status >= 500) this.#logger.error({ msg: 'request failed', err: error });
  }
}

export function sendProblem(reply: FastifyReply, { problem, retryAfter }: ProblemAnswer): void {
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter));
  // RFC 9110, 15.5.2: a 401 says how to do better.
  if (problem.status === 401) void reply.header('www-authenticate', 'Bearer realm="groundwork"');
  void reply
    .status(problem.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(JSON.stringify(problem));
}
