import { readAll, PLAIN } from './csv-files.ts';
import { SampleFile, SAMPLE_TARGETS, type SampleOptions } from '../../src/main/cli/samples/sample-file.ts';

const USERS: SampleOptions = {
  target: SAMPLE_TARGETS.users,
  columns: SAMPLE_TARGETS.users.columns,
  rows: 3000,
  bad: 0.1,
  seed: 7,
};

describe('a sample', () => {
  it('is the same for the same seed, and another one for another [W6.S1]', () => {
    expect(textOf(USERS)).toBe(textOf(USERS));
    expect(textOf({ ...USERS, seed: 8 })).not.toBe(textOf(USERS));
  });

  it('has as many rows as it should, and as many wrong ones, of every kind [W6.S1]', async () => {
    const file = new SampleFile(USERS);
    const { records } = await readAll(Buffer.from([...file].join('')), { ...PLAIN, header: true });
    expect(records).toHaveLength(3000);
    expect([...file.faults.keys()].sort()).toEqual([
      'bad date',
      'bad quotes',
      'duplicate e-mail',
      'malformed e-mail',
      'name too long',
      'too few fields',
      'too many fields',
      'unknown role',
      'without e-mail',
    ]);
    expect([...file.faults.values()].reduce((sum, count) => sum + count)).toBe(300);
    expect(records.filter(({ fault }) => fault).length).toBe(file.faults.get('bad quotes'));
    expect(records.filter(({ fields, fault }) => !fault && fields.length === 4).length).toBe(
      file.faults.get('too few fields'),
    );
    expect(records.filter(({ fields }) => fields.length === 6).length).toBe(
      file.faults.get('too many fields'),
    );
    const addresses = records
      .filter(({ fault, fields }) => !fault && fields.length === 5)
      .map(({ fields }) => fields[1]);
    const repeated = addresses.filter(
      (address, index) => address && !address.startsWith('@') && addresses.indexOf(address) < index,
    );
    expect(repeated).toHaveLength(file.faults.get('duplicate e-mail') ?? 0);
  });

  it('is right where nothing is to be wrong [W6.S1]', async () => {
    const { records } = await readAll(Buffer.from(textOf({ ...USERS, bad: 0 })), { ...PLAIN, header: true });
    for (const { fields } of records) {
      expect(fields).toEqual([
        expect.stringMatching(/^\p{L}.* \p{L}.*$/u),
        expect.stringMatching(/^[a-z]+\.[a-z]+\.[a-z\d]+@[a-z]+(\.[a-z]+)+$/),
        expect.stringMatching(/^(user|moderator)$/),
        expect.stringMatching(/^$|^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        expect.stringMatching(/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      ]);
      expect(fields[3] === '' || fields[3]! >= fields[4]!).toBe(true);
    }
    expect(new Set(records.map(({ fields }) => fields[1])).size).toBe(3000);
  });

  it('of posts is by users of the same seed', async () => {
    const { columns } = SAMPLE_TARGETS.posts;
    const posts = textOf({ target: SAMPLE_TARGETS.posts, columns, rows: 500, bad: 0, seed: 3 });
    const users = textOf({ ...USERS, rows: 1000, bad: 0, seed: 3 });
    const { records } = await readAll(Buffer.from(posts), { ...PLAIN, header: true });
    expect(records).toHaveLength(500);
    for (const { fields } of records) expect(users).toContain(`,${fields[1]},`);
  });

  it.each([0, 1, 2])('can have %d rows, all of them wrong', async (rows) => {
    const file = new SampleFile({ ...USERS, rows, bad: 1, columns: ['email'] });
    const { records } = await readAll(Buffer.from([...file].join('')), { ...PLAIN, header: true });
    expect(records.length).toBeLessThanOrEqual(rows);
    expect([...file.faults.values()].reduce((sum, count) => sum + count, 0)).toBe(rows);
    expect(file.faults.has('duplicate e-mail')).toBe(false);
  });
});

function textOf(options: SampleOptions): string {
  return [...new SampleFile(options)].join('');
}
