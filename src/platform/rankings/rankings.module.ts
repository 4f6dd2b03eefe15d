import { Module } from '@nestjs/common';
import { Rankings } from './rankings.js';

@Module({ providers: [Rankings], exports: [Rankings] })
export class RankingsModule {}
