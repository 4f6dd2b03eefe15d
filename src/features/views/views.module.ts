import { Module } from '@nestjs/common';
import { TalliesModule } from '../../platform/tallies/tallies.module.js';
import { PostsModule } from '../posts/posts.module.js';
import { RecordViewsHandler } from './record-views.handler.js';
import { ViewsController } from './views.controller.js';
import { ViewsRepository } from './views.repository.js';
import { ViewsService } from './views.service.js';

@Module({
  imports: [TalliesModule, PostsModule],
  providers: [ViewsService, ViewsRepository],
  exports: [ViewsService],
})
class ViewsModule {}

/** What the API serves of views. */
@Module({ imports: [ViewsModule], controllers: [ViewsController] })
export class ViewsHttpModule {}

/** What the worker does for views. */
@Module({ imports: [ViewsModule], providers: [RecordViewsHandler] })
export class ViewsJobsModule {}
