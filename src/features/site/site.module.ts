import { Module } from '@nestjs/common';
import { AccountPagesController } from './account-pages.controller.js';
import { ImportPagesController } from './import-pages.controller.js';
import { SiteController } from './site.controller.js';

@Module({ controllers: [SiteController, AccountPagesController, ImportPagesController] })
export class SiteModule {}
