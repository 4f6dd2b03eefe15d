import { type ArgumentsHost, Catch } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../shared/app-error.js';
import { ProblemFilter } from '../http/problem.filter.js';

/** On pages: a browser of nobody is sent to sign in and comes back; every other error is answered as everywhere. */
@Catch()
export class SignInFilter extends ProblemFilter {
  override catch(error: unknown, host: ArgumentsHost): void {
    const { method, headers, url } = host.switchToHttp().getRequest<FastifyRequest>();
    const isPage = method === 'GET' && headers.accept?.includes('text/html');
    const isNobody = error instanceof AppError && error.code === 'unauthenticated';
    if (!isPage || !isNobody) return super.catch(error, host);
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    void reply.header('cache-control', 'no-store').redirect(`/sign-in?next=${encodeURIComponent(url)}`, 302);
  }
}
