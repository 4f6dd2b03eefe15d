import { Module } from '@nestjs/common';
import { CountersRepository } from './counters.repository.js';
import { CountersService } from './counters.service.js';

/** Counting again, for the command line, and settling, for the worker. */
@Module({ providers: [CountersRepository, CountersService], exports: [CountersService] })
export class CountersModule {}
