import type { NodeStatus, ServiceStatus, StackStatus } from './status.ts';

const HEADER = ['node', 'role', 'port', 'pid', 'receive lag (bytes)', 'replay lag (bytes)', 'state'];

export function statusTable(status: StackStatus): string {
  const rows = [
    ...status.nodes.map(nodeRow),
    ...status.redis.map((service) => serviceRow(service, 'redis')),
    serviceRow(status.mail, 'smtp'),
  ];
  return align([HEADER, ...rows]);
}

function nodeRow(node: NodeStatus): string[] {
  const held = node.paused
    ? 'running, replay paused'
    : node.delayMs
      ? `running, ${node.delayMs} ms late`
      : undefined;
  const [name, , port, pid, , , state] = serviceRow(node, '');
  const lags = [node.receiveLag, node.replayLag].map((bytes) => (bytes === undefined ? '' : String(bytes)));
  return [name ?? '', node.role ?? '?', port ?? '', pid ?? '', ...lags, held ?? state ?? ''];
}

function serviceRow(service: ServiceStatus, role: string): string[] {
  const state = service.suspended ? 'suspended' : service.running ? 'running' : 'not running';
  return [service.name, role, String(service.port), String(service.pid ?? ''), '', '', state];
}

function align(rows: string[][]): string {
  const widths = HEADER.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
