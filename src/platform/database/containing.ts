/** The LIKE pattern for a text that contains `part`, whose own `%`, `_` and `\` mean themselves. */
export function containing(part: string): string {
  return `%${part.replace(/[\\%_]/g, '\\$&')}%`;
}
