import { z } from 'zod';
import { command } from '../command.ts';
import type { Finding } from './finding.ts';
import { type Lock, PROBE, withProbe } from './probe.ts';

export type RegistryAnswer =
  | { findings: Finding[]; packages: number; milder: number }
  /** Why nothing is known. */
  | { unanswered: string };

const advisory = z.object({
  source: z.union([z.number(), z.string()]),
  title: z.string(),
  url: z.string(),
  severity: z.string(),
});

// What npm prints. A text in `via` names a package that this one is affected by, which has an entry of its own.
const vulnerability = z.object({
  name: z.string(),
  via: z.array(z.union([z.string(), advisory])),
  nodes: z.array(z.string()),
  fixAvailable: z.union([z.boolean(), z.object({ name: z.string(), version: z.string() })]),
});
const report = z.object({
  auditReportVersion: z.literal(2),
  vulnerabilities: z.record(z.string(), vulnerability),
});
const refusal = z.object({ message: z.string() });

type Vulnerability = z.infer<typeof vulnerability>;

/** Runs `npm audit` over the dependencies of production. */
export async function askRegistry(project: string): Promise<RegistryAnswer> {
  try {
    return await withProbe(project, runAudit);
  } catch (error) {
    return { unanswered: error instanceof Error ? error.message : String(error) };
  }
}

async function runAudit(folder: string, lock: Lock): Promise<RegistryAnswer> {
  const { stdout, stderr } = await command('npm', ['audit', '--prefix', folder, ...OPTIONS], {
    npm_config_fetch_timeout: process.env.npm_config_fetch_timeout ?? '60000',
  });
  const printed = parse(stdout);
  const { data } = report.safeParse(printed);
  if (data) return answerOf(Object.values(data.vulnerabilities), lock);
  return { unanswered: refusal.safeParse(printed).data?.message ?? (stdout + stderr).trim() };
}

// Offline, npm would find nothing and say that all is well.
const OPTIONS = ['--omit=dev', '--json', '--package-lock-only', '--offline=false', '--audit-level=high'];

function answerOf(vulnerabilities: Vulnerability[], lock: Lock): RegistryAnswer {
  if (!vulnerabilities.some(({ nodes }) => nodes.includes(PROBE))) {
    const unanswered =
      'the registry answers, but does not know what everybody knows against growl 1.9.2 (GHSA-qh2h-chj9-jffq)';
    return { unanswered };
  }
  const all = vulnerabilities.flatMap((each) => findingsOf(each, lock));
  const findings = all.filter(({ severity }) => severity === 'high' || severity === 'critical');
  const installed = Object.entries(lock.packages).filter(([path, { dev }]) => path !== '' && !dev);
  return { findings, packages: installed.length, milder: all.length - findings.length };
}

function findingsOf({ name, via, nodes, fixAvailable }: Vulnerability, lock: Lock): Finding[] {
  const installed = nodes.filter((node) => node !== PROBE);
  if (installed.length === 0) return [];
  return via
    .filter((each) => typeof each !== 'string')
    .map(({ source, title, url, severity }) => ({
      advisory: /GHSA(-\w{4}){3}/.exec(url)?.[0] ?? String(source),
      package: name,
      versions: [...new Set(installed.map((node) => lock.packages[node]?.version ?? '?'))],
      severity,
      title,
      fix: fixOf(fixAvailable),
    }));
}

function fixOf(fix: Vulnerability['fixAvailable']): string {
  if (typeof fix === 'boolean') return fix ? 'npm audit fix' : 'none';
  return `${fix.name} ${fix.version}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
