import { planText } from './plan-text.js';

const scan = {
  'Node Type': 'Index Scan',
  'Index Name': 'posts_author_id_idx',
  'Relation Name': 'posts',
  'Startup Cost': 0.29,
  'Total Cost': 8.31,
  'Plan Rows': 3,
  'Index Cond': '(author_id = u.id)',
};

describe('a plan as text', () => {
  it('has a line for each step, the inner ones indented, with what it is told', () => {
    const join = {
      ...{
        'Node Type': 'Nested Loop',
        'Join Type': 'Left',
        'Startup Cost': 1,
        'Total Cost': 20,
        'Plan Rows': 9,
      },
      Plans: [
        {
          'Node Type': 'Sort',
          'Startup Cost': 0,
          'Total Cost': 2,
          'Plan Rows': 1,
          'Sort Key': ['a', 'b DESC'],
        },
        {
          ...scan,
          Filter: 'published',
          'Rows Removed by Filter': 4,
          Plans: [{ ...scan, 'Node Type': 'Inner' }],
        },
      ],
    };
    expect(planText(join)).toBe(
      [
        'Nested Loop Left Join  (cost=1..20 rows=9)',
        '  ->  Sort  (cost=0..2 rows=1)',
        '        Sort Key: a, b DESC',
        '  ->  Index Scan using posts_author_id_idx on posts  (cost=0.29..8.31 rows=3)',
        '        Index Cond: (author_id = u.id)',
        '        Filter: published',
        '        Rows Removed by Filter: 4',
        '        ->  Inner using posts_author_id_idx on posts  (cost=0.29..8.31 rows=3)',
        '              Index Cond: (author_id = u.id)',
      ].join('\n'),
    );
  });

  it('says how it went, where it was run', () => {
    const run = { 'Actual Startup Time': 0.01, 'Actual Total Time': 0.02, 'Actual Rows': 2 };
    expect(planText({ ...scan, ...run, 'Actual Loops': 3 })).toContain(
      'rows=3) (actual time=0.01..0.02 rows=2 loops=3)\n',
    );
    expect(planText({ ...scan, ...run, 'Actual Loops': 0 })).toContain('rows=3) (never executed)\n');
  });
});
