import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { importProduct } from '../product.ts';

/** A way to make the squares of a picture. */
export interface Way {
  name: string;
  /** Pictures that are worked on at a time, each by one thread. */
  atOnce: number;
  make: (input: string, folder: string) => Promise<unknown>;
}

interface MadeImages {
  path: string;
}

interface Processes {
  squares(task: object, signal: AbortSignal): Promise<MadeImages[] | { refused: string }>;
  onModuleDestroy(): Promise<void>;
}

/** Parts of the compiled product, as far as they are used here. */
interface Product {
  ImageProcesses: new (config: object) => Processes;
  AVATAR_SIDES: readonly number[];
}

const FILES = ['platform/images/image-processes.js', 'features/users/avatar.dto.js'];
const LIMITS = { maxPixels: 50_000_000, timeoutMs: 600_000 };

/** sharp in this process, then the processes of the product, one and two; `undo` gets what ends them. */
export async function openWays(undo: (() => Promise<void>)[], signal: AbortSignal): Promise<Way[]> {
  const { ImageProcesses, AVATAR_SIDES } = await importProduct<Product>(...FILES);
  const ours = (count: number): Way => {
    const processes = new ImageProcesses({ images: { ...LIMITS, processes: count } });
    undo.push(() => processes.onModuleDestroy());
    const make = async (input: string, folder: string) => {
      const made = await processes.squares({ input, folder, sides: AVATAR_SIDES }, signal);
      if ('refused' in made) throw new Error(`a picture was refused: ${made.refused}`);
    };
    return { name: `groundwork, ${count} process${count > 1 ? 'es' : ''}`, atOnce: count, make };
  };
  return [bare(AVATAR_SIDES), ours(1), ours(2)];
}

/** The same images by the same settings, from a picture that is trusted. */
function bare(sides: readonly number[]): Way {
  sharp.concurrency(1);
  sharp.cache(false);
  const largest = Math.max(...sides);
  const make = async (input: string, folder: string): Promise<void> => {
    const image = sharp(input, { autoOrient: true }).resize(largest, largest).raw();
    const { data, info: raw } = await image.toBuffer({ resolveWithObject: true });
    for (const side of sides) {
      const square = sharp(data, { raw }).resize(side, side);
      await square
        .clone()
        .webp({ quality: 80 })
        .toFile(join(folder, `${side}.webp`));
      await square
        .clone()
        .avif({ quality: 55, effort: 3 })
        .toFile(join(folder, `${side}.avif`));
    }
  };
  return { name: 'sharp in one process', atOnce: 1, make };
}

/** Throws unless all ways make the very same images of a picture: else there is nothing to compare. */
export async function requireSameImages(ways: Way[], input: string, folder: string): Promise<void> {
  const [first, ...others] = await Promise.all(
    ways.map(async ({ make }, index) => {
      const own = join(folder, `way-${index}`);
      await mkdir(own, { recursive: true });
      await make(input, own);
      const names = (await readdir(own)).sort();
      return Promise.all(names.map(async (name) => [name, await readFile(join(own, name), 'base64')]));
    }),
  );
  if (first?.length !== 6 || others.some((other) => String(other) !== String(first)))
    throw new Error('the ways do not make the same images');
}

/** Runs a way over `count` pictures, as many at a time as it can. */
export async function makeAll({ atOnce, make }: Way, files: string[], count: number, folder: string) {
  let next = 0;
  const lane = async (own: string): Promise<void> => {
    await mkdir(own, { recursive: true });
    while (next < count) await make(files[next++ % files.length] ?? '', own);
  };
  await Promise.all(Array.from({ length: atOnce }, (_, index) => lane(join(folder, `lane-${index}`))));
}
