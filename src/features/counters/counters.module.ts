import { Module } from '@nestjs/common';
import { CountersRepository } from './counters.repository.js';
import { CountersService } from './counters.service.js';

/** Counting again, for the command line. */
@Module({ providers: [CountersRepository, CountersService], exports: [CountersService] })
export class CountersModule {}
