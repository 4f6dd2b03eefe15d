const HEAD = 'name,email,role';

/**
 * So many rows of users. Of a hundred, one is wrong; from the middle on, one in a thousand has the address of an
 * earlier one. The same each time.
 */
export function userFile(rows: number): string {
  const lines = [HEAD];
  for (let row = 1; row <= rows; row += 1) lines.push(lineOf(row, rows));
  return `${lines.join('\n')}\n`;
}

function lineOf(row: number, rows: number): string {
  const isRepeated = row > rows / 2 && row % 1000 === 0;
  const email = `user${isRepeated ? row - rows / 4 : row}@example.com`;
  return `User ${row % 977} of ${rows},${email},${row % 100 === 50 ? 'emperor' : 'user'}`;
}
