import { build } from './build.ts';
import { command } from './command.ts';

/** The document that the API serves on /openapi.json, printed by the built program without a database. */
export async function openapiDocument(): Promise<string> {
  await build();
  const { code, stdout, stderr } = await command(process.execPath, ['dist/main/openapi.js']);
  if (code !== 0) throw new Error(`dist/main/openapi.js failed\n${stderr}`);
  return stdout;
}
