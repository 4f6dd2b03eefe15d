import { Module } from '@nestjs/common';
import { DeadLettersController } from './dead-letters.controller.js';
import { DeadLettersService } from './dead-letters.service.js';

/** What the API serves of jobs that have failed for good. */
@Module({ providers: [DeadLettersService], controllers: [DeadLettersController] })
export class DeadLettersHttpModule {}
