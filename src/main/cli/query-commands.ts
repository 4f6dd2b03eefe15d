import type { Command } from 'commander';
import { CONFIG, type Config } from '../../config/config.js';
import { QueryLogRetention } from '../../platform/query-log/query-log-retention.js';
import { withApp } from './with-app.js';

/** `queries:prune`. */
export function addQueryCommands(program: Command): void {
  program
    .command('queries:prune')
    .description(
      'drop the days of the query log older than QUERY_LOG_RETENTION_DAYS and make those of next week; the worker does it every night',
    )
    .action(() =>
      withApp(async (app) => {
        const { retentionDays } = app.get<Config>(CONFIG).queryLog;
        const { dropped, created, forgotten } = await app.get(QueryLogRetention).prune(retentionDays);
        process.stdout.write(
          `dropped ${dropped} days older than ${retentionDays} days, made ${created}, forgot ${forgotten} statements\n`,
        );
      }),
    );
}
