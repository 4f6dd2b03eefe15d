import { Controller, Get, Put, Req, Res, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SameOriginProof } from '../../access/csrf.js';
import { RequirePermissions } from '../../access/require-permissions.decorator.js';
import { SignInFilter } from '../../access/sign-in.filter.js';
import { AuditLog } from '../../audit/audit-log.js';
import { boardAddress } from './board-address.js';
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
    await this.#answer(boardAddress(request.url), request, reply);
  }

  @Put('*')
  async change(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const address = boardAddress(request.url);
    await this.audit.record({ action: 'queues.changed', details: { path: address.pathname } });
    await this.#answer(address, request, reply);
  }

  async #answer(address: URL, { method, body }: FastifyRequest, reply: FastifyReply): Promise<void> {
    const answer = await this.board.answer(method, address, body);
    void reply.status(answer.status).type(answer.type).send(answer.body);
  }
}
