import type { INestApplicationContext } from '@nestjs/common';

/** Applications that the running suite has started; after-suite.ts closes them. */
export const opened: INestApplicationContext[] = [];
