import { Module } from '@nestjs/common';
import { CacheAdminController } from './cache-admin.controller.js';
import { CacheDropsService } from './cache-drops.service.js';
import { CacheReportService } from './cache-report.service.js';

/** What those who run the place see of the cache, and what they may drop from it. */
@Module({ providers: [CacheReportService, CacheDropsService], controllers: [CacheAdminController] })
export class CacheAdminHttpModule {}
