import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { HeaderAPIKeyStrategy } from 'passport-headerapikey';
import type { Principal } from '../../shared/principal.js';
import { ApiKeysService } from '../api-keys/api-keys.service.js';

/** Passport's strategy `api-key`: the header `X-API-Key` holds a key. */
@Injectable()
export class ApiKeyStrategy extends PassportStrategy(HeaderAPIKeyStrategy, 'api-key') {
  constructor(private readonly keys: ApiKeysService) {
    super({ header: 'X-API-Key', prefix: '' }, false);
  }

  validate(key: string): Promise<Principal | undefined> {
    return this.keys.authenticate(key);
  }
}
