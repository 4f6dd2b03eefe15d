import { StatementNames } from './statement-names.js';

const READ = 'SELECT 1 WHERE 1 = $1';

function run(names: StatementNames, sql: string, times: number): (string | undefined)[] {
  return Array.from({ length: times }, () => names.nameOf(sql));
}

describe('the names of prepared statements', () => {
  it('are given from the sixth run on, the same each time and another for another text', () => {
    const names = new StatementNames();
    const [first] = run(names, READ, 8).filter((name) => name !== undefined);
    expect(run(names, READ, 2)).toEqual([first, first]);
    expect(new StatementNames().nameOf(READ)).toBeUndefined();
    const [other] = run(names, `${READ} `, 6).slice(-1);
    expect(other).toMatch(/^gw_[0-9a-f]{24}$/);
    expect(other).not.toBe(first);
  });

  it('are for writes that are written by hand, too', () => {
    const sql = 'WITH made AS (INSERT INTO users (name) VALUES ($1) RETURNING id) SELECT id FROM made';
    expect(run(new StatementNames(), sql, 6).at(-1)).toMatch(/^gw_/);
  });

  it('are not for other writes: what a write returns may change its columns with a migration', () => {
    expect(run(new StatementNames(), 'UPDATE users SET name = $1 RETURNING *', 10)).toEqual(
      Array(10).fill(undefined),
    );
  });

  it('are never more than a connection should keep', () => {
    const names = new StatementNames();
    const given = Array.from({ length: 300 }, (_, n) => run(names, `SELECT ${n}`, 6).at(-1));
    expect(given.filter((name) => name !== undefined)).toHaveLength(200);
  });
});
