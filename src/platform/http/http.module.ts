import { Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { IdempotentAnswers } from './idempotent-answers.js';
import { ProblemFilter } from './problem.filter.js';
import { RequestValidationPipe } from './validation.pipe.js';

/** What every route goes through once it is let in: the pipe, and the filter when something throws. */
@Global()
@Module({
  providers: [
    { provide: APP_PIPE, useClass: RequestValidationPipe },
    { provide: APP_FILTER, useClass: ProblemFilter },
    IdempotentAnswers,
  ],
  exports: [IdempotentAnswers],
})
export class HttpModule {}
