import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import workerpool, { type Pool } from 'workerpool';
import { CONFIG, type Config } from '../../config/config.js';
import type { MadeImage, Refusal, SquaresTask } from './image-process.js';

/** The program beside this one, compiled as this one is. */
const PROGRAM = fileURLToPath(new URL(`./image-process${extname(import.meta.url)}`, import.meta.url));
/** Of JavaScript; the pixels are bounded by their number. */
const MAX_HEAP_MB = 128;
/** What a process that is to end may still do. It has nothing to tidy up. */
const LAST_MS = 100;

type Options = Config['images'];

/** Says that an image could not be worked on, which is no fault of the image as far as anybody knows. */
export class ImageProcessError extends Error {
  override readonly name = 'ImageProcessError';
}

/**
 * Works on images in processes of their own, a limited number of them that live on from image to image. One that
 * crashes takes nothing along but the image it works on; the next image gets a new one.
 */
@Injectable()
export class ImageProcesses implements OnModuleDestroy {
  readonly #options: Options;
  readonly #pool: Pool;

  constructor(@Inject(CONFIG) { images }: Pick<Config, 'images'>) {
    this.#options = images;
    this.#pool = workerpool.pool(PROGRAM, {
      workerType: 'process',
      maxWorkers: images.processes,
      workerTerminateTimeout: LAST_MS,
      // None of the secrets that stand in the environment.
      forkOpts: { env: {}, execArgv: [`--max-old-space-size=${MAX_HEAP_MB}`], serialization: 'advanced' },
    });
  }

  /**
   * Makes squares of an image, or says why it cannot be. Throws ImageProcessError when the process ended or took longer
   * than IMAGE_TIMEOUT_MS, and what `signal` says when that aborts; either way the process is ended.
   */
  async squares(task: Omit<SquaresTask, 'maxPixels'>, signal: AbortSignal): Promise<MadeImage[] | Refusal> {
    const whole: SquaresTask = { ...task, maxPixels: this.#options.maxPixels };
    return this.#run(whole, signal).catch((error: unknown) => {
      signal.throwIfAborted();
      // Its process had ended before it was given the task.
      if ((error as Error).message === 'Worker is terminated') return this.#run(whole, signal);
      throw new ImageProcessError(
        'an image could not be made smaller: the process failed, ended or took too long',
        {
          cause: error,
        },
      );
    });
  }

  async onModuleDestroy(): Promise<void> {
    await this.#pool.terminate(true);
  }

  async #run(task: SquaresTask, signal: AbortSignal): Promise<MadeImage[] | Refusal> {
    signal.throwIfAborted();
    const running = this.#pool.exec('squares', [task]).timeout(this.#options.timeoutMs);
    const cancel = () => void running.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    const result = new Promise<MadeImage[] | Refusal>(
      (resolve, reject) => void running.then(resolve, reject),
    );
    return result.finally(() => signal.removeEventListener('abort', cancel));
  }
}
