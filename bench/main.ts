import { Command } from 'commander';
import { addAuthBench } from './auth/command.ts';
import { addBatchBench } from './batch/command.ts';
import { addCacheBench } from './cache/command.ts';
import { addHttpBench } from './http.ts';
import { addImagesBench } from './images/command.ts';
import { addImportBench } from './imports/command.ts';
import { addImportMemoryBench } from './imports/memory/command.ts';
import { addUploadBench } from './imports/uploading/command.ts';
import { addIndexBench } from './indexes/command.ts';
import { addJobsBench } from './jobs/command.ts';
import { addLikesBench } from './likes/command.ts';
import { addPaginationBench } from './pagination/command.ts';
import { addParallelBench } from './parallel/command.ts';
import { addPoolBench } from './pool.ts';
import { addQueryLogBench } from './query-log/command.ts';
import { addReplicasBench } from './replicas/command.ts';
import { addSearchBench } from './search/command.ts';
import { addTransfersBench } from './transfers/command.ts';

const program = new Command('bench')
  .description('Benchmarks on a throw-away stack. Each prints a table and writes bench/results/<name>.json.')
  .showHelpAfterError();

addAuthBench(program);
addBatchBench(program);
addCacheBench(program);
addHttpBench(program);
addImagesBench(program);
addImportBench(program);
addImportMemoryBench(program);
addIndexBench(program);
addJobsBench(program);
addLikesBench(program);
addPaginationBench(program);
addParallelBench(program);
addPoolBench(program);
addQueryLogBench(program);
addReplicasBench(program);
addSearchBench(program);
addTransfersBench(program);
addUploadBench(program);

await program.parseAsync();
// An open socket somewhere must not keep the terminal waiting.
setTimeout(() => process.exit(), 1_000).unref();
