import { Module } from '@nestjs/common';
import { CountersRepository } from './counters.repository.js';
import { CountersService } from './counters.service.js';
import { LikeSlotsRepository } from './like-slots.repository.js';
import { LikeSlotsService } from './like-slots.service.js';
import { SettleLikesHandler } from './settle-likes.handler.js';

/** Counting again, for the command line. */
@Module({ providers: [CountersRepository, CountersService], exports: [CountersService] })
export class CountersModule {}

/** What the worker does for counters. */
@Module({ providers: [LikeSlotsRepository, LikeSlotsService, SettleLikesHandler] })
export class CountersJobsModule {}
