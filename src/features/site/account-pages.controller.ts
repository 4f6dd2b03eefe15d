import { Controller, Get, Header, Res, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../../platform/access/public.decorator.js';

/**
 * Where somebody signs in who came to a page by browser, and where the links in mails lead. The token stands behind `#`, which browsers do not send, so it is in no server's log;
 * a button posts it, so that a program which looks at links in mails does not use it up.
 */
@Public()
@ApiExcludeController()
@Controller({ version: VERSION_NEUTRAL })
export class AccountPagesController {
  @Get('sign-in')
  signIn(@Res() reply: FastifyReply): void {
    void reply.sendFile('sign-in.html', { cacheControl: false });
  }

  @Get('verify-email')
  @Header('referrer-policy', 'no-referrer')
  verifyEmail(@Res() reply: FastifyReply): void {
    void reply.sendFile('verify-email.html', { cacheControl: false });
  }

  @Get('reset-password')
  @Header('referrer-policy', 'no-referrer')
  resetPassword(@Res() reply: FastifyReply): void {
    void reply.sendFile('reset-password.html', { cacheControl: false });
  }

  @Get('accept-invitation')
  @Header('referrer-policy', 'no-referrer')
  acceptInvitation(@Res() reply: FastifyReply): void {
    void reply.sendFile('accept-invitation.html', { cacheControl: false });
  }
}
