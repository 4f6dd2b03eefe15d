import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import openapiTS, { astToString } from 'openapi-typescript';
import type { OpenAPI3 } from 'openapi-typescript';
import { root } from './command.ts';
import { openapiDocument } from './openapi-document.ts';

const target = join(root, 'clients/typescript/schema.d.ts');
const header = '// Generated from the OpenAPI document by `npm run client`. Do not edit.\n\n';

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const document = JSON.parse(await openapiDocument()) as OpenAPI3;
const source = header + astToString(await openapiTS(document, { alphabetize: true }));

if (!values.check) {
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, source);
} else if (!existsSync(target) || readFileSync(target, 'utf8') !== source) {
  console.error('clients/typescript/schema.d.ts is not what the API describes: npm run client');
  process.exitCode = 1;
}
