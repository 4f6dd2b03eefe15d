import { textTable } from '../text-table.ts';
import type { StepCosts } from './alone.ts';
import type { CallersResult } from './callers.ts';
import type { Refreshes } from './refreshes.ts';
import type { RequestCost } from './request-cost.ts';

export function loginTable(logins: CallersResult[], { hashUs }: StepCosts): string {
  const rows = logins.map((result) => [
    ...callerCells(result),
    shareOf(result.workerCpuUs ?? hashUs, result.cpuUs),
    String(result.refused),
    String(result.failed),
  ]);
  return textTable([[...callerHeader('logins'), 'argon2 %', '503', 'failed'], ...rows]);
}

export function costTable(costs: RequestCost[]): string {
  const rows = costs.map(({ name, requestsPerSecond, p50Ms, p99Ms, cpuUs, ratio, failures }) => [
    name,
    requestsPerSecond.toFixed(0),
    p50Ms.toFixed(1),
    p99Ms.toFixed(1),
    cpuUs.toFixed(0),
    ratio.toFixed(2),
    String(failures),
  ]);
  return textTable([['request', 'requests/s', 'p50 ms', 'p99 ms', 'CPU µs', 'CPU ratio', 'failed'], ...rows]);
}

export function stepTable({ hashUs, accessTokenUs, signatureUs, accessTokenTargetUs }: StepCosts): string {
  return textTable([
    ['step', 'CPU µs', 'target', ''],
    ['check a password', hashUs.toFixed(0), '', ''],
    [
      'find out who an access token is from',
      accessTokenUs.toFixed(1),
      `< ${accessTokenTargetUs}`,
      accessTokenUs < accessTokenTargetUs ? 'PASS' : 'MISS',
    ],
    ['of that, its signature', signatureUs.toFixed(1), '', ''],
  ]);
}

export function refreshTables({ distinct, same }: Refreshes): string {
  const { clients, bursts, burstMs, cpuUs, successors, failed } = same;
  return [
    textTable([
      [...callerHeader('refreshes'), 'failed'],
      [...callerCells(distinct), String(distinct.failed)],
    ]),
    textTable([
      ['clients with one token', 'bursts', 'ms a burst', 'CPU µs', 'tokens given', 'failed'],
      [clients, bursts, burstMs.toFixed(0), cpuUs.toFixed(0), successors, failed].map(String),
    ]),
  ].join('\n\n');
}

function callerHeader(what: string): string[] {
  return ['clients', `${what}/s`, 'p50 ms', 'p99 ms', 'CPU µs'];
}

function callerCells({ clients, perSecond, p50Ms, p99Ms, cpuUs }: CallersResult): string[] {
  const cells = [p50Ms.toFixed(1), p99Ms.toFixed(1), cpuUs.toFixed(0)];
  const known = cells.map((cell) => (/\d/.test(cell) ? cell : ''));
  return [String(clients), perSecond.toFixed(0), ...known];
}

// Nothing was done in that time, or the system does not say.
function shareOf(part: number, whole: number): string {
  const share = (100 * part) / whole;
  return Number.isFinite(share) ? share.toFixed(0) : '';
}
