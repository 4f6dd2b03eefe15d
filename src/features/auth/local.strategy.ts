import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { Strategy } from 'passport-local';
import { DeviceCookie } from '../login-guard/device-cookie.service.js';
import type { CredentialsDto } from './credentials.dto.js';
import { CredentialsService, type KnownUser } from './credentials.service.js';

/** Sign-in by e-mail address and password, with a second factor where the user has one. */
@Injectable()
export class LocalStrategy extends PassportStrategy(Strategy, 'local') {
  constructor(
    private readonly credentials: CredentialsService,
    private readonly device: DeviceCookie,
  ) {
    super({ usernameField: 'email', passwordField: 'password', passReqToCallback: true });
  }

  validate(request: FastifyRequest<{ Body: CredentialsDto }>): Promise<KnownUser> {
    return this.credentials.check(request.body, {
      address: request.ip,
      device: this.device.read(request),
    });
  }
}
