import { Module } from '@nestjs/common';
import { Tallies } from './tallies.js';

@Module({ providers: [Tallies], exports: [Tallies] })
export class TalliesModule {}
