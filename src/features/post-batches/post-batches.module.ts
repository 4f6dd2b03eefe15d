import { Module } from '@nestjs/common';
import { PostsModule } from '../posts/posts.module.js';
import { PostBatchesController } from './post-batches.controller.js';

/** What the API serves of posts that come many at a time. */
@Module({ imports: [PostsModule], controllers: [PostBatchesController] })
export class PostBatchesHttpModule {}
