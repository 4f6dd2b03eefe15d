import { Module } from '@nestjs/common';
import { PostsModule } from '../posts/posts.module.js';
import { SpellingModule } from '../spelling/spelling.module.js';
import { PostSearchController } from './post-search.controller.js';
import { PostSearchRepository } from './post-search.repository.js';
import { PostSearchService } from './post-search.service.js';

/** What the API serves of search. */
@Module({
  imports: [SpellingModule, PostsModule],
  controllers: [PostSearchController],
  providers: [PostSearchService, PostSearchRepository],
})
export class SearchHttpModule {}
