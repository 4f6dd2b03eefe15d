import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Tag } from './tag.entity.js';
import { TagsController } from './tags.controller.js';
import { TagsRepository } from './tags.repository.js';
import { TagsService } from './tags.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Tag])],
  providers: [TagsService, TagsRepository],
  exports: [TagsService],
})
export class TagsModule {}

/** What the API serves of tags. */
@Module({
  imports: [TagsModule],
  controllers: [TagsController],
})
export class TagsHttpModule {}
