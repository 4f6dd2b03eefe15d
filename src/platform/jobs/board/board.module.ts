import { Module } from '@nestjs/common';
import { BoardController } from './board.controller.js';
import { Board } from './board.js';

@Module({ controllers: [BoardController], providers: [Board] })
export class BoardModule {}
