export interface ColumnNames {
  columns: string[];
  /** Names that stand more than once in the header. */
  duplicates: string[];
}

/** Names of columns by the fields of a header: trimmed, each once, and none empty. */
export function columnNames(header: readonly string[]): ColumnNames {
  const names = header.map((field) => field.trim());
  const taken = new Set(names);
  const seen = new Set<string>();
  const duplicates = new Set<string>();
  const columns = names.map((name, index) => {
    if (name !== '' && !seen.has(name)) {
      seen.add(name);
      return name;
    }
    if (name !== '') duplicates.add(name);
    const free = name === '' ? unnamed(index, taken) : numbered(name, 2, taken);
    taken.add(free);
    return free;
  });
  return { columns, duplicates: [...duplicates] };
}

function unnamed(index: number, taken: Set<string>): string {
  const name = `column ${index + 1}`;
  return taken.has(name) ? numbered(name, 2, taken) : name;
}

function numbered(name: string, number: number, taken: Set<string>): string {
  const candidate = `${name} (${number})`;
  return taken.has(candidate) ? numbered(name, number + 1, taken) : candidate;
}
