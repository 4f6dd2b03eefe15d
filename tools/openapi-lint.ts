import { createConfig, lintFromString } from '@redocly/openapi-core';
import { openapiDocument } from './openapi-document.ts';
import { breaches } from './openapi-rules.ts';
import type { ApiDocument } from './openapi-shape.ts';

const config = await createConfig({
  extends: ['recommended'],
  // openapi-rules.ts asks both more to the point: the first of operations that take input and so can be wrong, the
  // second with redirects for successes.
  rules: { 'operation-4xx-response': 'off', 'operation-2xx-response': 'off' },
});

const source = await openapiDocument();
const problems = await lintFromString({ source, config });
const lines = [
  ...problems.map(
    ({ severity, ruleId, message, location }) =>
      `${severity} ${ruleId} ${location[0]?.pointer ?? ''}: ${message}`,
  ),
  ...breaches(JSON.parse(source) as ApiDocument),
];
for (const line of lines) console.error(line);
process.exitCode = lines.length > 0 ? 1 : 0;
