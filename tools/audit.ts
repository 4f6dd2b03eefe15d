import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { judge, readAllowed } from './audit/allowed.ts';
import { findingsTable } from './audit/findings-table.ts';
import { askRegistry } from './audit/registry.ts';
import { root } from './command.ts';

// 0: nothing found. 1: something to do. 2: nothing was checked, which must not pass for nothing found.
const [CLEAN, FOUND, NOT_CHECKED] = [0, 1, 2];

const { values } = parseArgs({ options: { project: { type: 'string', default: root } } });
process.exitCode = await audit(values.project);

/** Asks the registry what is known against the packages that production runs on. Returns the exit code. */
async function audit(project: string): Promise<number> {
  const file = join(project, 'tools/audit/allowed.json');
  const { allowed, faults } = existsSync(file) ? readAllowed(file) : { allowed: [], faults: [] };
  const answer = await askRegistry(project);
  if ('unanswered' in answer) {
    print(faults);
    console.error(`NOTHING WAS CHECKED: ${answer.unanswered}`);
    return NOT_CHECKED;
  }
  const { open, tolerated, unused } = judge(answer.findings, allowed);
  if (open.length > 0) console.log(`To be fixed, or allowed for a time:\n${findingsTable(open)}\n`);
  if (tolerated.length > 0) console.log(`Allowed for a time:\n${findingsTable(tolerated)}\n`);
  print([...faults, ...unused]);
  const { packages, milder } = answer;
  console.log(
    `${packages} packages of production checked: ${open.length} open and ${tolerated.length} allowed of level high and above, ${milder} below`,
  );
  return open.length + faults.length + unused.length > 0 ? FOUND : CLEAN;
}

function print(faults: string[]): void {
  for (const fault of faults) console.error(`tools/audit/allowed.json: ${fault}`);
}
