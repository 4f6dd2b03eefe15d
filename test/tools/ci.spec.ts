import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';

interface Step {
  uses?: string;
  run?: string;
}

interface Job {
  if?: string;
  permissions?: object;
  'timeout-minutes'?: number;
  steps: Step[];
}

interface Workflow {
  on: { schedule: { cron: string }[] };
  permissions: object;
  jobs: Record<string, Job>;
}

const text = readFileSync('.github/workflows/ci.yml', 'utf8');
const document = parseDocument(text, { strict: true, uniqueKeys: true });
const workflow = document.toJS() as Workflow;
const jobs = Object.entries(workflow.jobs);
const steps = jobs.flatMap(([, job]) => job.steps);
const runs = steps.flatMap(({ run }) => run ?? []);

describe('the workflow of a public CI', () => {
  it('is YAML without faults', () => {
    expect([...document.errors, ...document.warnings]).toEqual([]);
  });

  it('runs the checks, the tests and the audit, by the commands that a person types [W8.H4]', () => {
    expect(Object.keys(workflow.jobs)).toEqual(['check', 'test', 'audit']);
    expect(runs).toEqual(expect.arrayContaining(['npm run check', 'npm test', 'npm run audit']));
  });

  it('runs nothing but npm, and of that only scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: object };
    const named = runs
      .filter((run) => run !== 'npm ci')
      .map((run) => /^npm (?:run )?([\w:-]+)$/.exec(run)?.[1] ?? run);
    expect(named.length).toBeGreaterThan(2);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it('audits every week, and does nothing else then [W8.H4]', () => {
    expect(workflow.on.schedule).toEqual([{ cron: expect.stringMatching(/^\d+ \d+ \* \* [0-6]$/) }]);
    const onSchedule = jobs.filter(([, job]) => job.if === undefined).map(([name]) => name);
    expect(onSchedule).toEqual(['audit']);
    const others = jobs.flatMap(([, job]) => job.if ?? []);
    expect(new Set(others)).toEqual(new Set(["github.event_name != 'schedule'"]));
  });

  it('takes every action by the hash of its commit, with the version beside it', () => {
    const lines = text.split('\n').filter((line) => line.includes('uses:'));
    expect(lines).toHaveLength(steps.filter(({ uses }) => uses !== undefined).length);
    for (const line of lines) expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it('may read the source and nothing else, keeps no credentials, and ends', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    for (const [, job] of jobs) {
      expect(job.permissions).toBeUndefined();
      expect(job['timeout-minutes']).toBeGreaterThan(0);
      expect(job.steps[0]).toMatchObject({ with: { 'persist-credentials': false } });
    }
    expect(text).not.toMatch(/secrets\.|pull_request_target/);
  });
});
