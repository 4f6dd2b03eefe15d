import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { StatementLog } from './statement-log.js';

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

  it('tells its listener of each statement, by its shape', () => {
    const log = new StatementLog(1000);
    const heard: unknown[] = [];
    log.listen(({ shape }, ...facts) => heard.push([shape, ...facts]));
    const node = { name: 'node-1', role: 'primary' } as const;
    log.observe('SELECT 1', 5, false, 7, node);
    expect(heard).toEqual([['SELECT ?', 'SELECT 1', 5, false, 7, node]]);
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
