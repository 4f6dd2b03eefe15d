import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { idBefore, pageById } from '../../platform/database/id-cursor.js';
import { readRows } from '../../platform/database/read-rows.js';
import type { Transaction } from '../../platform/database/transaction.js';
import type { Page, PageRequest } from '../../shared/page.js';
import type { DailyReport } from './daily-report.entity.js';
import type { Figures } from './report-figures.js';

// A day as a text: a Date would be a midnight of some time zone. Its number since 1970 is what a cursor remembers.
const COLUMNS = `day::text AS day, document, created_at AS "createdAt"`;
const LAST_DAY = 1_000_000;

@Injectable()
export class ReportsRepository {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Everything that is read afterwards is of one moment, however long it takes. */
  async freeze(tx: Transaction): Promise<void> {
    await tx.manager.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
    await tx.manager.query('SET LOCAL statement_timeout = 0');
  }

  /**
   * The days that are over and have no report, the oldest first, from the oldest report on but not more than so many.
   * Without any report it is yesterday. By the clock of the database, in UTC: those of workers may differ.
   */
  async missingDays(tx: Transaction, most: number): Promise<{ day: string; age: number }[]> {
    return tx.manager.query(
      `SELECT (today - age)::text AS day, age
       FROM (SELECT (now() AT TIME ZONE 'UTC')::date AS today) AS now, generate_series(1, $1::integer) AS age
       WHERE today - age >= coalesce((SELECT min(day) FROM daily_reports), today - 1)
         AND NOT EXISTS (SELECT FROM daily_reports WHERE day = today - age)
       ORDER BY age DESC`,
      [most],
    );
  }

  /** How many days ago it was, by the clock of the database; 0 is today. */
  async ageOf(tx: Transaction, day: string): Promise<number> {
    const sql = `SELECT (now() AT TIME ZONE 'UTC')::date - $1::date AS age`;
    const [row] = await tx.manager.query<{ age: number }[]>(sql, [day]);
    return row?.age ?? 0;
  }

  /** False when the day has a report: it stays as it is. */
  async insert(tx: Transaction, day: string, document: Figures): Promise<boolean> {
    const rows = await tx.manager.query<object[]>(
      `INSERT INTO daily_reports (day, document) VALUES ($1, $2) ON CONFLICT (day) DO NOTHING RETURNING day`,
      [day, document],
    );
    return rows.length > 0;
  }

  async stored(tx: Transaction, day: string): Promise<Partial<Figures> | undefined> {
    const sql = 'SELECT document FROM daily_reports WHERE day = $1';
    return (await tx.manager.query<{ document: Partial<Figures> }[]>(sql, [day]))[0]?.document;
  }

  async put(tx: Transaction, day: string, document: Figures): Promise<DailyReport | undefined> {
    const [report] = await tx.manager.query<DailyReport[]>(
      `INSERT INTO daily_reports (day, document) VALUES ($1, $2)
       ON CONFLICT (day) DO UPDATE SET document = EXCLUDED.document, created_at = now() RETURNING ${COLUMNS}`,
      [day, document],
    );
    return report;
  }

  async find(day: string): Promise<DailyReport | undefined> {
    const sql = `SELECT ${COLUMNS} FROM daily_reports WHERE day = $1`;
    return (await readRows<DailyReport>(this.dataSource, sql, [day]))[0];
  }

  /** The newest first. */
  async list(request: PageRequest): Promise<Page<DailyReport>> {
    const rows = await readRows<DailyReport & { id: number }>(
      this.dataSource,
      `SELECT ${COLUMNS}, day - date '1970-01-01' AS id FROM daily_reports
       WHERE day < date '1970-01-01' + $1::integer ORDER BY day DESC LIMIT $2`,
      [Math.min(idBefore(request), LAST_DAY), request.limit + 1],
    );
    return pageById(rows, request);
  }

  async adminIds(tx: Transaction): Promise<number[]> {
    const sql = `SELECT id FROM users WHERE role = 'admin' ORDER BY id`;
    return (await tx.manager.query<{ id: number }[]>(sql)).map(({ id }) => id);
  }
}
