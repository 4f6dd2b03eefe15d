import { Controller, Get, Req, Res, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../../platform/access/public.decorator.js';
import { MessageDto } from './message.dto.js';

/** The few pages and texts that are not the API. */
@Public()
@ApiTags('site')
@Controller({ version: VERSION_NEUTRAL })
export class SiteController {
  @Get()
  @ApiExcludeEndpoint()
  greet(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    void reply.header('vary', 'accept');
    if (request.headers.accept?.includes('text/html')) void reply.sendFile('index.html');
    else
      void reply
        .type('text/plain; charset=utf-8')
        .send('Hello World from Groundwork. Try /docs in a browser.\n');
  }

  @Get('about')
  @ApiOperation({ summary: 'What this is' })
  @ApiOkResponse({ type: MessageDto })
  about(): MessageDto {
    return { message: 'Groundwork: a complete NestJS backend that grows from a laptop to a fleet.' };
  }

  @Get('contact')
  @ApiOperation({ summary: 'How to reach us' })
  @ApiOkResponse({ type: MessageDto })
  contact(): MessageDto {
    return { message: 'Write to hello@groundwork.example.' };
  }
}
