import { Controller, Get, Put, Req, Res, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SameOriginProof } from '../../access/csrf.js';
import { RequirePermissions } from '../../access/require-permissions.decorator.js';
import { SignInFilter } from '../../access/sign-in.filter.js';
import { AuditLog } from '../../audit/audit-log.js';
import { Board } from './board.js';

/** The dashboard of the queues, for browsers of who may manage jobs. */
@RequirePermissions('jobs:manage')
@SameOriginProof()
@UseFilters(SignInFilter)
@ApiExcludeController()
@Controller({ path: 'admin/queues', version: VERSION_NEUTRAL })
export class BoardController {
  constructor(
    private readonly board: Board,
    private readonly audit: AuditLog,
  ) {}

  @Get(['', '*'])
  async show(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.#answer(request, reply);
  }

  @Put('*')
  async change(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const [path = ''] = request.url.split('?');
    await this.audit.record({ action: 'queues.changed', details: { path } });
    await this.#answer(request, reply);
  }

  async #answer(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { status, type, body } = await this.board.answer(request);
    void reply.status(status).type(type).send(body);
  }
}
