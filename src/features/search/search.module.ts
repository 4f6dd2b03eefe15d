import { Module } from '@nestjs/common';
import { PostsModule } from '../posts/posts.module.js';
import { PostSearchController } from './post-search.controller.js';
import { PostSearchRepository } from './post-search.repository.js';
import { PostSearchService } from './post-search.service.js';
import { RefreshSearchWordsHandler } from './refresh-search-words.handler.js';
import { SearchWordsRepository } from './search-words.repository.js';
import { SpellingService } from './spelling.service.js';

@Module({
  providers: [SpellingService, SearchWordsRepository, PostSearchRepository],
  exports: [SpellingService, PostSearchRepository],
})
export class SearchModule {}

/** What the API serves of search. */
@Module({
  imports: [SearchModule, PostsModule],
  controllers: [PostSearchController],
  providers: [PostSearchService],
})
export class SearchHttpModule {}

/** What the worker does for it. */
@Module({ imports: [SearchModule], providers: [RefreshSearchWordsHandler] })
export class SearchJobsModule {}
