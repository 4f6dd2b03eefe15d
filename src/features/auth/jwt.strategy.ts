import { Inject, Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import type { FastifyRequest } from 'fastify';
import { decodeProtectedHeader } from 'jose';
import { ExtractJwt, type SecretOrKeyProvider, Strategy } from 'passport-jwt';
import { CONFIG, type Config } from '../../config/config.js';
import { permissionsOf } from '../../shared/permissions.js';
import type { Principal } from '../../shared/principal.js';
import type { AccessClaims } from '../access-tokens/access-tokens.service.js';
import { SigningKeys } from '../access-tokens/signing-keys.service.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { AuthCookies } from './auth-cookies.js';

/** Access tokens, from the header `Authorization: Bearer` or else from a cookie. */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy, 'jwt') {
  constructor(
    private readonly sessions: SessionsService,
    cookies: AuthCookies,
    keys: SigningKeys,
    @Inject(CONFIG) { accessTokens: { issuer, audience } }: Config,
  ) {
    super({
      jwtFromRequest: (request: FastifyRequest) =>
        bearerToken(request) ?? cookies.accessToken(request) ?? null,
      secretOrKeyProvider: keyOf(keys),
      // Named here and nowhere else: a token does not choose how it is checked.
      algorithms: ['ES256'],
      passReqToCallback: true,
      issuer,
      audience,
    } as never);
  }

  /** Undefined for a token whose session has ended. */
  async validate(request: FastifyRequest, claims: AccessClaims): Promise<Principal | undefined> {
    if (await this.sessions.hasEnded(claims.sid)) return undefined;
    return {
      userId: Number(claims.sub),
      role: claims.role,
      method: bearerToken(request) === null ? 'cookie' : 'bearer',
      permissions: permissionsOf(claims.role),
      sessionId: claims.sid,
      until: new Date(claims.exp * 1000),
    };
  }
}

const bearerToken = ExtractJwt.fromAuthHeaderAsBearerToken();

function keyOf(keys: SigningKeys): SecretOrKeyProvider<FastifyRequest> {
  return (_request, token: string, done) => {
    try {
      const key = keys.publicKey(decodeProtectedHeader(token).kid);
      // The types know texts only; the library takes key objects, and is forty times as fast with them.
      done(key ? null : new Error('unknown key'), key as never);
    } catch (error) {
      done(error);
    }
  };
}
