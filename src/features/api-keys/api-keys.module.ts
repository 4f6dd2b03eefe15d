import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ApiKey } from './api-key.entity.js';
import { ApiKeyUses } from './api-key-uses.js';
import { ApiKeysController } from './api-keys.controller.js';
import { ApiKeysRepository } from './api-keys.repository.js';
import { ApiKeysService } from './api-keys.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([ApiKey])],
  providers: [ApiKeysService, ApiKeysRepository, ApiKeyUses],
  exports: [ApiKeysService],
})
export class ApiKeysModule {}

/** What the API serves of API keys. */
@Module({ imports: [ApiKeysModule], controllers: [ApiKeysController] })
export class ApiKeysHttpModule {}
