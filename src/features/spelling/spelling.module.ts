import { Module } from '@nestjs/common';
import { RefreshSearchWordsHandler } from './refresh-search-words.handler.js';
import { SearchWordsRepository } from './search-words.repository.js';
import { SpellingService } from './spelling.service.js';

@Module({ providers: [SpellingService, SearchWordsRepository], exports: [SpellingService] })
export class SpellingModule {}

/** What the worker does for it. */
@Module({ imports: [SpellingModule], providers: [RefreshSearchWordsHandler] })
export class SpellingJobsModule {}
