import { Module } from '@nestjs/common';
import { AnswerStore } from './answer-store.js';

/** Whole answers that are kept for all who ask; only the API has any. */
@Module({ providers: [AnswerStore], exports: [AnswerStore] })
export class AnswersModule {}
