import { Controller, Get, Res, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { RequirePermissions } from '../../platform/access/require-permissions.decorator.js';
import { SignInFilter } from '../../platform/access/sign-in.filter.js';

/** Where somebody imports files by browser; all else the page asks of the API. */
@RequirePermissions('imports:manage')
@UseFilters(SignInFilter)
@ApiExcludeController()
@Controller({ path: 'admin/imports', version: VERSION_NEUTRAL })
export class ImportPagesController {
  @Get()
  show(@Res() reply: FastifyReply): void {
    void reply.sendFile('imports/imports.html', { cacheControl: false });
  }
}
