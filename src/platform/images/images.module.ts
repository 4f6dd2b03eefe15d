import { Module } from '@nestjs/common';
import { ImageProcesses } from './image-processes.js';

/** Lets a process work on images; the others start when there is one. */
@Module({ providers: [ImageProcesses], exports: [ImageProcesses] })
export class ImagesModule {}
