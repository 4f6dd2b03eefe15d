import { Global, Module } from '@nestjs/common';
import { EventStreams } from './event-streams.js';

/** Global, because any feature may have something to follow. */
@Global()
@Module({ providers: [EventStreams], exports: [EventStreams] })
export class EventStreamsModule {}
