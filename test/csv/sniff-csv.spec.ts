import fc from 'fast-check';
import { encoded, everyDialect } from './csv-files.ts';
import type { CsvDialect } from '../../src/platform/csv/csv-dialect.ts';
import { csvLine } from '../../src/platform/csv/csv-text.ts';
import { SNIFF_BYTES, sniffCsv } from '../../src/platform/csv/sniff-csv.ts';

const PEOPLE = [
  ['Name', 'E-mail', 'Born'],
  ['Ann "the Fox" Smith', 'ann@example.com', '1980-01-31'],
  ['Müller, Zoë', 'zoe@example.com', '1990-12-01'],
  ['Ben; or Benny\nJones', 'ben@example.com', '2001-06-15'],
];

describe('sniffCsv', () => {
  it('finds how a file is written [W6.B2]', () => {
    const property = fc.property(everyDialect, ({ dialect, mark, lineEnd }) => {
      const quote = '"';
      const text = PEOPLE.map((fields) => csvLine(fields, { ...dialect, quote, newline: lineEnd })).join('');
      expect(sniffCsv(encoded(mark ? `\ufeff${text}` : text, dialect.encoding))).toMatchObject({
        dialect: { ...dialect, quote, header: true },
        by: { delimiter: 'found', header: 'found', newline: 'found' },
        columns: PEOPLE[0],
        records: PEOPLE.slice(1),
      });
    });
    fc.assert(property);
  });

  it.each([
    ['windows-1252', 'guessed', Buffer.from('name,city\nJos\xe9,K\xf6ln\n', 'latin1')],
    ['utf-8', 'found', Buffer.from('name,city\nJosé,Köln\n')],
    ['utf-8', 'guessed', Buffer.from('name,city\nJose,Koln\n')],
    ['utf-8', 'guessed', Buffer.from('name,city\nJosé,Köln\nR\xe9my\n').fill(0xe9, 23, 24)],
    ['utf-8', 'found', Buffer.from('name,city\nJos\ufffd,Cologne\n')],
    ['utf-16le', 'guessed', Buffer.from('name,city\nJosé,Köln\n', 'utf16le')],
  ])('knows %s, which is %s without a byte order mark [W6.B2]', (encoding, by, bytes) => {
    expect(sniffCsv(bytes)).toMatchObject({ dialect: { encoding }, by: { encoding: by } });
  });

  it.each<[string, Partial<CsvDialect>]>([
    ['a,b\nc,d\n', { delimiter: ',' }],
    ['name;price\nBread;1,50\nMilk;2,10\n', { delimiter: ';' }],
    ['a\tb, c\nd\te, f\ng\th\n', { delimiter: '\t' }],
    ['a|b\nc|d\n', { delimiter: '|' }],
    ['email\nann@example.com\n', { delimiter: ',', header: true }],
    ["name,note\n'Smith, Ann',x\n'Jones, Ben',y\n", { quote: "'" }],
    ["name,note\n't Hooft,x\nO'Hara,y\n", { quote: '"' }],
    ['Ann,ann@example.com\nBen,ben@example.com\n', { header: false }],
    ['id,name\n1,Ann\n2,Ben\n', { header: true }],
    ['1,Ann\n2,Ben\n', { header: false }],
    ['a,b\rc,d\r', { newline: '\r' }],
  ])('reads %j as %j [W6.B2]', (text, dialect) => {
    expect(sniffCsv(Buffer.from(text)).dialect).toMatchObject(dialect);
  });

  it('takes what is given as it is', () => {
    const dialect = {
      encoding: 'windows-1252',
      delimiter: ';',
      quote: "'",
      newline: '\r',
      header: false,
    } as const;
    const sniffed = sniffCsv(Buffer.from('a,b\nc,d\n'), dialect);
    expect(sniffed).toMatchObject({ dialect, columns: ['column 1'], records: [['a,b\nc,d\n']] });
    expect(new Set(Object.values(sniffed.by))).toEqual(new Set(['given']));
    expect(sniffCsv(Buffer.from('a;b\nc;d\n'), { delimiter: undefined }).dialect.delimiter).toBe(';');
  });

  it('gives each column a name of its own', () => {
    const { columns, duplicates } = sniffCsv(
      Buffer.from(' email ,,email,email (2),,column 2\n1,2,3,4,5,6\n'),
    );
    expect(columns).toEqual(['email', 'column 2 (2)', 'email (3)', 'email (2)', 'column 5', 'column 2']);
    expect(duplicates).toEqual(['email']);
  });

  it('leaves out the record that the bytes end in, unless the file ends with them', () => {
    expect(sniffCsv(Buffer.from('a,b\n1,2\n3,4')).records).toHaveLength(2);
    const line = 'some text,another text\n';
    const long = sniffCsv(Buffer.from(line.repeat(SNIFF_BYTES)).subarray(0, SNIFF_BYTES));
    expect(new Set(long.records.map((record) => record.join()))).toEqual(new Set(['some text,another text']));
  });

  it.each([
    [''],
    ['\n\n'],
    ['"'],
    ['"a'],
    ['\0\0\0\0'],
    [','],
    ['a'],
    ['\ufeff'],
    [`"a"b\n${','.repeat(1000)}\n`],
  ])('makes something of %j', (text) => {
    expect(sniffCsv(Buffer.from(text)).dialect.delimiter).toHaveLength(1);
  });
});
