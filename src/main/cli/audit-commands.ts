import { type Command, Option } from 'commander';
import { CONFIG, type Config } from '../../config/config.js';
import { AuditEventsRepository } from '../../features/admin/audit-events.repository.js';
import { ListAuditQueryDto } from '../../features/admin/list-audit.dto.js';
import { AUDIT_ACTIONS } from '../../platform/audit/audit-actions.js';
import type { AuditEvent } from '../../platform/audit/audit-event.entity.js';
import { AuditRetention } from '../../platform/audit/audit-retention.js';
import { idArgument, integerFrom } from './arguments.js';
import { checked } from './checked.js';
import { printRows } from './print-rows.js';
import { withApp } from './with-app.js';

/** `audit:list`, `audit:prune`. */
export function addAuditCommands(program: Command): void {
  program
    .command('audit:list')
    .description('show who did what, the newest first')
    .addOption(new Option('--action <name>', 'only this action').choices(AUDIT_ACTIONS))
    .option('--actor-id <id>', 'only what this user did', idArgument)
    .option('--target-type <type>', 'only what was done to this kind of thing')
    .option('--target-id <id>', 'only what was done to this one; needs --target-type')
    .option('--address <address>', 'only what came from this IP address')
    .option('--from <time>', 'only what happened at this time or later')
    .option('--to <time>', 'only what happened before this time')
    .option('--limit <number>', 'how many, 1 to 100', integerFrom(1, 100), 20)
    .action(async (options: object) => {
      const query = await checked(ListAuditQueryDto, options);
      await withApp(async (app) => {
        const { items } = await app.get(AuditEventsRepository).list(query, query);
        printRows(items.map(rowOf));
      });
    });

  program
    .command('audit:prune')
    .description('delete what is older than AUDIT_RETENTION_DAYS; the worker does it every night')
    .action(() =>
      withApp(async (app) => {
        const { retentionDays } = app.get<Config>(CONFIG).audit;
        const deleted = await app.get(AuditRetention).prune(retentionDays);
        process.stdout.write(`deleted ${deleted} events older than ${retentionDays} days\n`);
      }),
    );
}

function rowOf(event: AuditEvent) {
  return {
    occurredAt: event.occurredAt.toISOString(),
    action: event.action,
    actor: event.actorId ?? '-',
    target: [event.targetType, event.targetId].filter(Boolean).join(' ') || '-',
    address: event.address ?? '-',
    details: JSON.stringify(event.details),
  };
}
