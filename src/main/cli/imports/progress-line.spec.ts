import { progressText, storingText } from './progress-line.js';

const NONE = { share: 0, rows: 0, rejected: 0 };

describe('the progress of an import', () => {
  it('begins with what is stored of its file', () => {
    expect(storingText(12_345_678)).toBe('storing: 12.3 MB read');
    expect(storingText(0, 2e9)).toBe('storing: 0.0 of 2000.0 MB read');
  });

  it.each([
    ['at the beginning', NONE, NONE, 0, '0 %, 0 rows, 0/s, 0 rejected'],
    [
      'in the middle',
      { share: 0.25, rows: 5000, rejected: 7 },
      NONE,
      10,
      '25 %, 5000 rows, 500/s, 7 rejected, 0:30 left',
    ],
    [
      'of one that goes on, by what it has done since',
      { share: 0.75, rows: 3000, rejected: 7 },
      { share: 0.5, rows: 2000, rejected: 5 },
      3600,
      '75 %, 3000 rows, 0/s, 7 rejected, 1:00:00 left',
    ],
    [
      'at the end',
      { share: 1, rows: 10, rejected: 0 },
      NONE,
      1,
      '100 %, 10 rows, 10/s, 0 rejected, 0:00 left',
    ],
  ])('is said %s', (_when, counts, first, seconds, text) => {
    expect(progressText(counts, first, seconds)).toBe(text);
  });
});
