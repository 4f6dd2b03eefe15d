import type { Transaction } from '../../platform/database/transaction.js';
import type { Currency } from '../../shared/money.js';

/** What a day has, beside what the day before it and the same weekday of the week before have. */
export interface Figure<T = number> {
  value: T;
  dayBefore: T;
  weekBefore: T;
}

export const COUNTED = [
  'newUsers',
  'signIns',
  'activeUsers',
  'posts',
  'comments',
  'likes',
  'jobs',
  'failedJobs',
] as const;
type Counted = (typeof COUNTED)[number];

/** Of one currency; amounts are minor units as digits. */
export interface CurrencyFigures {
  currency: Currency;
  transfers: Figure;
  /** What users sent each other. */
  volume: Figure<string>;
  /** What was brought in from outside. */
  deposits: Figure<string>;
}

export type Figures = Record<Counted, Figure> & { currencies: CurrencyFigures[] };

// Midnights in UTC, whatever the time zone of the session; and 24 hours, which `1 day` is not everywhere.
const DAYS = `
  SELECT name, start, start + interval '24 hours' AS stop
  FROM (VALUES ('value', 0), ('dayBefore', 1), ('weekBefore', 7)) AS back (name, days),
       LATERAL (SELECT ($1::date - back.days)::timestamp AT TIME ZONE 'UTC' AS start) AS midnight`;

const during = (column: string) => `${column} >= start AND ${column} < stop`;

/** Counts by the index on each time: three short ranges of it. Active is who signed in, wrote, liked or sent money. */
export const COUNTS = `
  WITH days AS (${DAYS})
  SELECT name,
    (SELECT count(*) FROM users WHERE ${during('created_at')}) AS "newUsers",
    (SELECT count(*) FROM audit_events WHERE action = 'sign_in.succeeded' AND ${during('occurred_at')}) AS "signIns",
    (SELECT count(*) FROM (
       SELECT actor_id FROM audit_events WHERE action = 'sign_in.succeeded' AND ${during('occurred_at')}
       UNION SELECT author_id FROM posts WHERE ${during('published_at')}
       UNION SELECT author_id FROM comments WHERE deleted_at IS NULL AND ${during('created_at')}
       UNION SELECT user_id FROM post_likes WHERE ${during('created_at')}
       UNION SELECT created_by FROM transfers WHERE kind = 'transfer' AND ${during('created_at')}
     ) AS active (id) WHERE id IS NOT NULL) AS "activeUsers",
    (SELECT count(*) FROM posts WHERE ${during('published_at')}) AS posts,
    (SELECT count(*) FROM comments WHERE deleted_at IS NULL AND ${during('created_at')}) AS comments,
    (SELECT count(*) FROM post_likes WHERE ${during('created_at')}) AS likes,
    (SELECT count(*) FROM job_history WHERE outcome = 'completed' AND ${during('finished_at')}) AS jobs,
    (SELECT count(*) FROM job_history WHERE outcome = 'failed' AND ${during('finished_at')}) AS "failedJobs"
  FROM days`;

export const MONEY = `
  WITH days AS (${DAYS})
  SELECT name, money.* FROM days, LATERAL (
    SELECT currency, count(*) FILTER (WHERE kind = 'transfer') AS transfers,
           coalesce(sum(amount) FILTER (WHERE kind = 'transfer'), 0)::text AS volume,
           coalesce(sum(amount) FILTER (WHERE kind = 'deposit'), 0)::text AS deposits
    FROM transfers WHERE ${during('created_at')} GROUP BY currency
  ) AS money ORDER BY currency`;

type Day = { name: keyof Figure };
type CountsRow = Day & Record<Counted, number>;
type MoneyRow = Day & { currency: Currency; transfers: number; volume: string; deposits: string };

/** All figures of a day. They are of one moment if the transaction reads one snapshot. */
export async function figuresOf({ manager }: Transaction, day: string): Promise<Figures> {
  const counts = await manager.query<CountsRow[]>(COUNTS, [day]);
  const money = await manager.query<MoneyRow[]>(MONEY, [day]);
  const counted = COUNTED.map((name) => [name, figure(counts, (row) => row[name], 0)]);
  return {
    ...(Object.fromEntries(counted) as Record<Counted, Figure>),
    currencies: [...new Set(money.map(({ currency }) => currency))].map((currency) =>
      currencyFigures(
        currency,
        money.filter((row) => row.currency === currency),
      ),
    ),
  };
}

const DAYS_BACK = { value: 0, dayBefore: 1, weekBefore: 7 };

/**
 * The figures of a day so many days ago, with those of jobs as `stored` has them where the history, which keeps
 * `historyDays`, knows of none any more.
 */
export function keepJobs(
  figures: Figures,
  stored: Partial<Figures> | undefined,
  age: number,
  historyDays: number,
): Figures {
  const kept = (counted: Figure, before: Figure = counted): Figure => {
    const on = (name: keyof Figure) => (age + DAYS_BACK[name] > historyDays ? before : counted)[name];
    return { value: on('value'), dayBefore: on('dayBefore'), weekBefore: on('weekBefore') };
  };
  const { jobs, failedJobs } = figures;
  return { ...figures, jobs: kept(jobs, stored?.jobs), failedJobs: kept(failedJobs, stored?.failedJobs) };
}

function currencyFigures(currency: Currency, rows: MoneyRow[]): CurrencyFigures {
  return {
    currency,
    transfers: figure(rows, (row) => row.transfers, 0),
    volume: figure(rows, (row) => row.volume, '0'),
    deposits: figure(rows, (row) => row.deposits, '0'),
  };
}

function figure<Row extends Day, T>(rows: Row[], read: (row: Row) => T, none: T): Figure<T> {
  const on = (name: keyof Figure) => {
    const row = rows.find((each) => each.name === name);
    return row ? read(row) : none;
  };
  return { value: on('value'), dayBefore: on('dayBefore'), weekBefore: on('weekBefore') };
}
