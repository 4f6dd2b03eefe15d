import { Global, Module } from '@nestjs/common';
import { Signals } from './signals.js';

/** Global, because any feature may have something to tell. */
@Global()
@Module({ providers: [Signals], exports: [Signals] })
export class SignalsModule {}
