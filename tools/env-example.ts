import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from './build.ts';
import { root } from './command.ts';

/** What this tool needs of a zod schema; the schema itself is compiled with the product. */
interface Variable {
  description?: string | undefined;
  safeParse(value: unknown): { success: boolean; data?: unknown };
}

const target = join(root, '.env.example');
const head = '# Every variable the processes read. Copy to .env and uncomment what differs.\n';

const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } });
await build();
const expected =
  head +
  Object.entries(await variables())
    .map(entry)
    .join('');

if (values.write) writeFileSync(target, expected);
else if (!existsSync(target) || readFileSync(target, 'utf8') !== expected) {
  console.error('.env.example is not what the configuration schema says: npm run check -- --fix env-example');
  process.exitCode = 1;
}

async function variables(): Promise<Record<string, Variable>> {
  const module = pathToFileURL(join(root, 'dist/config/environment.js')).href;
  const { environmentSchema } = (await import(module)) as {
    environmentSchema: { shape: Record<string, Variable> };
  };
  return environmentSchema.shape;
}

function entry([name, variable]: [string, Variable]): string {
  if (!variable.description) throw new Error(`${name} has no description in src/config/environment.ts`);
  return `\n# ${variable.description}\n${assignment(name, variable.safeParse(undefined))}\n`;
}

function assignment(name: string, empty: { success: boolean; data?: unknown }): string {
  if (!empty.success) return `${name}=`;
  return `# ${name}=${printed(empty.data)}`;
}

function printed(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.join(',');
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .map((pair) => pair.join('='))
      .join(',');
  return value === undefined ? '' : JSON.stringify(value);
}
