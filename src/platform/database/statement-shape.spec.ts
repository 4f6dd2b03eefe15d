import { plannableText, shapeOf } from './statement-shape.js';

describe('the shape of a statement', () => {
  it.each([
    ['SELECT * FROM users WHERE id = 42', 'SELECT * FROM users WHERE id = ?'],
    [`SELECT * FROM users WHERE name = 'O''Hara'`, 'SELECT * FROM users WHERE name = ?'],
    [`SELECT E'it\\'s hunter2' AS x`, 'SELECT ? AS x'],
    ['SELECT $tag$hunter2$tag$, $$hunter2$$', 'SELECT ?, ?'],
    ['SELECT 1.5, 20 FROM t1 JOIN t2 ON "a1" = b2', 'SELECT ?, ? FROM t1 JOIN t2 ON "a1" = b2'],
    ['SELECT * FROM users WHERE id = $1 AND name = $2', 'SELECT * FROM users WHERE id = $1 AND name = $2'],
    ['SELECT a FROM b WHERE c IN (1, 2, 3)', 'SELECT a FROM b WHERE c IN (…)'],
    ['INSERT INTO a (b, c) VALUES ($1, $2), ($3, $4)', 'INSERT INTO a (b, c) VALUES (…)'],
    ['SELECT  a,\n\t b\nFROM c ', 'SELECT a, b FROM c'],
    ['SELECT -- hunter2\n 1', 'SELECT ?'],
    ['SELECT /* hunter2 */ 1', 'SELECT ?'],
    ['SELECT 1e10, -5, 0x1F', 'SELECT ?, -?, ?'],
    [`SELECT 'a\\' , name, 'hunter2'`, 'SELECT ? , name, ?'],
  ])('of %j is %j [W4.H3]', (sql, shape) => {
    expect(shapeOf(sql)).toBe(shape);
  });

  it('is the same for lists of any length', () => {
    const listOf = (length: number) =>
      shapeOf(`SELECT 1 FROM a WHERE b IN (${Array.from({ length }, (_, i) => `$${i + 1}`).join(', ')})`);
    expect(listOf(3)).toBe(listOf(300));
  });

  it('is found quickly for a long statement', () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => `(${i}, 'name ${i}')`).join(', ');
    const startedAt = performance.now();
    expect(shapeOf(`INSERT INTO a (b, c) VALUES ${rows}`)).toBe('INSERT INTO a (b, c) VALUES (…)');
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });
});

describe('the text to plan', () => {
  it.each([
    ['SELECT a FROM b WHERE c = $1', 'SELECT a FROM b WHERE c = $1'],
    [`SELECT a FROM b WHERE c = 'O''Hara'`, 'SELECT a FROM b WHERE c = $1'],
    [
      `SELECT a FROM b WHERE c = $2 AND d = 'x' AND e = $1`,
      'SELECT a FROM b WHERE c = $2 AND d = $3 AND e = $1',
    ],
    [
      'SELECT a FROM b WHERE c = 5 LIMIT 21 OFFSET 40',
      'SELECT a FROM b WHERE c = $1::integer LIMIT 21 OFFSET 40',
    ],
    ['SELECT 1.5, 3000000000, -5', 'SELECT $1::numeric, $2::bigint, -$3::integer'],
    [
      'SELECT a, b FROM c GROUP BY 1, 2 ORDER BY 2 DESC, 1',
      'SELECT a, b FROM c GROUP BY 1, 2 ORDER BY 2 DESC, 1',
    ],
    [`SELECT f('day', a) FROM b GROUP BY f('day', a)`, 'SELECT f($1, a) FROM b GROUP BY f($1, a)'],
    [`SELECT now() - interval '1 day'`, 'SELECT now() - $1::interval'],
    [`SELECT a::numeric(10, 2), '{}'::jsonb FROM b`, 'SELECT a::numeric(10, 2), $1::jsonb FROM b'],
    [`SELECT "a$9" FROM b WHERE c = '$8' AND d = $1 -- $7`, 'SELECT "a$9" FROM b WHERE c = $2 AND d = $1'],
    ['WITH a AS (SELECT 1) SELECT * FROM a ;', 'WITH a AS (SELECT $1::integer) SELECT * FROM a'],
    ['SELECT a FROM b FOR UPDATE', 'SELECT a FROM b FOR UPDATE'],
    [`SELECT a AS "insert" FROM b WHERE c = 'delete'`, 'SELECT a AS "insert" FROM b WHERE c = $1'],
  ])('of %j is %j', (sql, text) => {
    expect(plannableText(sql)).toBe(text);
  });

  it.each([
    'UPDATE a SET b = 1',
    'START TRANSACTION',
    'SELECT 1; DROP TABLE users',
    'WITH a AS (DELETE FROM b RETURNING *) SELECT * FROM a',
    'WITH a AS (UPDATE b SET c = 1 RETURNING *) SELECT * FROM a',
    'EXPLAIN SELECT 1',
  ])('is none of %j', (sql) => {
    expect(plannableText(sql)).toBeUndefined();
  });
});
