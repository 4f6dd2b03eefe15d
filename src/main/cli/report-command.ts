import { type Command, InvalidArgumentError } from 'commander';
import { reportMail } from '../../features/reports/report.mail.js';
import { ReportsService } from '../../features/reports/reports.service.js';
import { isDay } from '../../shared/day.js';
import { withApp } from './with-app.js';

/** `report:daily`. */
export function addReportCommand(program: Command): void {
  program
    .command('report:daily')
    .description(
      'make the reports of the days that have none, and mail them; the worker does it after midnight UTC',
    )
    .option('--day <day>', 'make the report of this day anew, show it and mail nobody', dayArgument)
    .action(({ day }: { day?: string }) =>
      withApp(async (app) => {
        const reports = app.get(ReportsService);
        if (day === undefined) {
          const days = await reports.makeMissing();
          process.stdout.write(days.length > 0 ? `made ${days.join(', ')}\n` : 'every day has its report\n');
          return;
        }
        process.stdout.write(`${reportMail('operator', await reports.remake(day)).text}\n`);
      }),
    );
}

function dayArgument(text: string): string {
  if (isDay(text)) return text;
  throw new InvalidArgumentError('must be a day such as 2026-01-31.');
}
