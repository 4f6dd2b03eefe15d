import { Inject, Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { CONFIG, type Config } from '../../config/config.js';
import type { Role } from '../../shared/permissions.js';
import { SigningKeys } from './signing-keys.service.js';

/** What an access token says. */
export interface AccessClaims {
  /** User id. */
  sub: string;
  role: Role;
  /** Session id. */
  sid: string;
  /** Seconds since 1970. */
  exp: number;
}

/** Issues access tokens: JSON Web Tokens signed with ES256, which any process can check without asking anybody. */
@Injectable()
export class AccessTokens {
  constructor(
    private readonly jwt: JwtService,
    private readonly keys: SigningKeys,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Seconds that a new token lives. */
  get ttlSeconds(): number {
    return this.config.accessTokens.ttlSeconds;
  }

  issue(user: { id: number; role: Role }, sessionId: string): Promise<string> {
    const { issuer, audience, ttlSeconds } = this.config.accessTokens;
    const { kid, privateKey } = this.keys.current;
    return this.jwt.signAsync(
      { role: user.role, sid: sessionId },
      {
        ...{ algorithm: 'ES256', keyid: kid, privateKey },
        ...{ subject: String(user.id), issuer, audience, expiresIn: ttlSeconds },
      },
    );
  }
}
