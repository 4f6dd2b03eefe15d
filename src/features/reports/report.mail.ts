import { defineMail, type Letter } from '../../platform/mail/mail-template.js';
import { Verbatim } from '../../platform/mail/mail-values.js';
import { type Currency, formatAmount } from '../../shared/money.js';
import type { DailyReport } from './daily-report.entity.js';
import { COUNTED, type CurrencyFigures, type Figure } from './report-figures.js';

type Row = { name: Verbatim; cells: Verbatim[] };

const template = defineMail<{
  name: string;
  day: Verbatim;
  summary: Verbatim;
  table: { columns: Verbatim[]; rows: Row[] };
}>(new URL('./report.mail.hbs', import.meta.url));

const NAMES: Record<(typeof COUNTED)[number], string> = {
  newUsers: 'New users',
  signIns: 'Sign-ins',
  activeUsers: 'Active users',
  posts: 'Posts published',
  comments: 'Comments',
  likes: 'Likes',
  jobs: 'Jobs done',
  failedJobs: 'Jobs failed',
};
const COLUMNS = ['', 'This day', 'The day before', 'A week before'].map((text) => new Verbatim(text));

/** The report as a mail to an admin of this name. */
export function reportMail(name: string, { day, document }: Pick<DailyReport, 'day' | 'document'>): Letter {
  const counts = COUNTED.map((key) => countRow(NAMES[key], document[key]));
  const rows = [...counts, ...document.currencies.flatMap(currencyRows)];
  const { newUsers, activeUsers } = document;
  const summary = `${newUsers.value} new users, ${activeUsers.value} active.`;
  return template({
    name,
    day: new Verbatim(day),
    summary: new Verbatim(summary),
    table: { columns: COLUMNS, rows },
  });
}

function currencyRows({ currency, transfers, volume, deposits }: CurrencyFigures): Row[] {
  return [
    countRow(`Transfers, ${currency}`, transfers),
    amountRow(`Sent, ${currency}`, volume, currency),
    amountRow(`Deposited, ${currency}`, deposits, currency),
  ];
}

function countRow(name: string, figure: Figure): Row {
  return row(name, figure, String);
}

function amountRow(name: string, figure: Figure<string>, currency: Currency): Row {
  return row(name, figure, (amount) => formatAmount(BigInt(amount), currency));
}

function row<T extends number | string>(name: string, figure: Figure<T>, write: (value: T) => string): Row {
  const { value, dayBefore, weekBefore } = figure;
  const beside = (earlier: T) => `${write(earlier)} (${growth(Number(value), Number(earlier))})`;
  return {
    name: new Verbatim(name),
    cells: [write(value), beside(dayBefore), beside(weekBefore)].map((text) => new Verbatim(text)),
  };
}

/** `+50 %`; from nothing to something there is no such number. */
function growth(now: number, before: number): string {
  if (now === before) return '±0 %';
  if (before === 0) return 'new';
  const percent = Math.round((100 * (now - before)) / before);
  return `${percent < 0 ? '−' : '+'}${Math.abs(percent)} %`;
}
