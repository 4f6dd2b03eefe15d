import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { shapeOf, StatementLog } from './statement-log.js';

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

describe('the statement log', () => {
  const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => {});

  it('adds up the time of all statements of one shape [W4.H3]', () => {
    const log = new StatementLog(1000);
    log.observe('SELECT 1', 5, false);
    log.observe('SELECT 2', 7, true);
    log.observe('SELECT a FROM b', 1, false);
    const shape = { shape: 'SELECT ?', calls: 2, failures: 1, totalMs: 12, maxMs: 7 };
    expect(log.top()).toEqual([
      { ...shape, fingerprint: expect.stringMatching(/^[\da-f]{12}$/) as string },
      expect.objectContaining({ shape: 'SELECT a FROM b', calls: 1 }),
    ]);
    expect(log.top(1)).toHaveLength(1);
  });

  it('forgets the oldest shapes and not the latest', () => {
    const log = new StatementLog(1000);
    for (let i = 0; i < 1500; i += 1) log.observe(`SELECT a FROM t${i}`, 1, false);
    expect(log.top(2000)).toHaveLength(1000);
    expect(log.top(2000).map(({ shape }) => shape)).toContain('SELECT a FROM t1499');
  });

  it('warns of a slow one by fingerprint and shape, never its values [W4.H3]', () => {
    const log = new StatementLog(100);
    log.observe(`SELECT 'hunter2'`, 99, false);
    expect(warn).not.toHaveBeenCalled();
    log.observe(`SELECT 'hunter2'`, 100, false);
    expect(warn.mock.calls).toEqual([
      [{ msg: 'slow statement', durationMs: 100, shape: 'SELECT ?', fingerprint: log.top()[0]?.fingerprint }],
    ]);
  });
});
