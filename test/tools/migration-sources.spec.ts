import { body, judge, migration } from './migration-text.ts';

describe('the SQL of a migration is found', () => {
  const lock = "await queryRunner.query('LOCK TABLE users');";
  it.each([
    ['in a function', 'await more(queryRunner);', `async function more(queryRunner) { ${lock} }`],
    ['in an arrow function', 'await more(queryRunner);', `const more = async (queryRunner) => { ${lock} };`],
    ['in a condition and a loop', `if (true) for (const a of b) { ${lock} }`, ''],
    ['in a constant', 'await queryRunner.query(SQL);', "const SQL = 'LOCK ' + 'TABLE users';"],
    [
      'in a list',
      'for (const sql of LIST) await queryRunner.query(sql);',
      "const LIST = ['SELECT 1', 'LOCK TABLE users'];",
    ],
    [
      'in a text with an argument',
      "await of(queryRunner, 'users');",
      'function of(queryRunner, table) { return queryRunner.query(`LOCK TABLE ${table}`); }',
    ],
    ['by another way to query', "await queryRunner.manager.query('LOCK TABLE users');", ''],
  ])('%s', (_, code, rest) => {
    expect(judge(body(code, '', rest)).join('\n')).toMatch(/LOCK keeps everybody away from users/);
  });

  it('in a method', () => {
    const method = `private async more(queryRunner) { ${lock} }`;
    expect(judge(body('await this.more(queryRunner);', method)).join('\n')).toMatch(/LOCK keeps/);
  });

  it('in down, with what the migration has made', () => {
    const text = body("await queryRunner.query('CREATE TABLE t (a int)');").replace(
      'down(queryRunner: QueryRunner): Promise<void> {}',
      "down(queryRunner: QueryRunner): Promise<void> { await queryRunner.query('DROP TABLE t; UPDATE users SET age = 1'); }",
    );
    expect(judge(text)).toEqual([
      expect.stringMatching(/^2-under-test\.ts:6 down: UPDATE users SET age = 1\n/),
    ]);
  });

  it.each([
    ['the schema builder', "await queryRunner.createIndex('users', index);", 'queryRunner.createIndex()'],
    ['an entity manager', 'await queryRunner.manager.save(user);', 'queryRunner.manager.save()'],
    ['a function from elsewhere', 'await elsewhere(queryRunner);', 'elsewhere()'],
    ['a text from elsewhere', 'await queryRunner.query(sql);', 'up: sql'],
  ])('or said not to be: %s', (_, code, what) => {
    const [complaint] = judge(body(code));
    expect(complaint).toContain(what);
    expect(complaint).toContain('this check cannot read what it sends');
  });

  it('and named with file, line, statement, reason and remedy', () => {
    expect(judge(migration('SELECT 1;\n LOCK TABLE\n users'))).toEqual([
      '2-under-test.ts:5 up: LOCK TABLE users\n    why: LOCK keeps everybody away from users\n    instead: nothing: let statements lock',
    ]);
  });
});

describe('a comment "// locks: reason"', () => {
  const update = "await queryRunner.query('UPDATE users SET age = 1');";
  it.each([
    ['directly before the statement', `// locks: ten rows at the most.\n${update}`],
    ['of several lines', `// locks: ten rows\n// at the most.\n${update}`],
    ['below another comment', `// The age is known.\n// locks: ten rows at the most.\n${update}`],
    ['in a loop', `for (const a of b)\n// locks: ten rows.\n${update}`],
  ])('%s excuses it', (_, code) => {
    expect(judge(body(code))).toEqual([]);
  });

  it('without a reason is refused', () => {
    expect(judge(body(`// locks:\n${update}`))).toEqual([
      '2-under-test.ts:4 a reason is missing behind "// locks:"',
    ]);
  });

  it.each([
    ['before what needs none', '// locks: why not.\nawait queryRunner.query("SELECT 1");'],
    ['before nothing', '// locks: why not.'],
    ['for something else', 'await queryRunner.query("SELECT 1"); // locks: why not.'],
  ])('%s is reported', (_, code) => {
    expect(judge(body(code)).join('\n')).toContain('this reason excuses nothing');
  });

  it('that is not directly before the statement excuses nothing', () => {
    const complaints = judge(body(`// locks: ten rows.\n\n${update}`));
    expect(complaints).toHaveLength(2);
  });

  it('excuses no other statement', () => {
    expect(judge(body(`// locks: ten rows.\n${update}\n${update}`))).toEqual([
      expect.stringContaining('2-under-test.ts:6 up: UPDATE'),
    ]);
  });
});
