import type { Proof } from './roadmap-proof.ts';
import type { Row, Theme } from './roadmap-rows.ts';

/** Tests of a row that are named; the others are counted. */
const LISTED = 6;

export type Proofs = Map<string, Proof[]>;

const intro = `# Roadmap

Every capability asked for, and the test or document that shows it. Written by \`npm run roadmap\` from the
results of \`npm test\`: a row is done when a passing test carries its ID in the title. Do not edit.
`;

/** The page docs/roadmap.md. The same results always give the same text. */
export function roadmapPage(themes: Theme[], proofs: Proofs): string {
  return [intro, summary(themes, proofs), ...themes.map((theme) => section(theme, proofs))].join('\n');
}

/** One line per theme, for the terminal. */
export function roadmapTable(themes: Theme[], proofs: Proofs): string {
  const lines = themes.map((theme) => {
    const open = theme.rows.filter((row) => !isShown(row, proofs)).map((row) => short(row, theme));
    const count = `${theme.rows.length - open.length}/${theme.rows.length}`;
    return `${theme.id.padEnd(3)} ${count.padStart(6)}  ${open.length > 0 ? `open: ${open.join(' ')}` : 'done'}`;
  });
  return [...lines, `all ${total(themes, proofs)}`].join('\n');
}

function summary(themes: Theme[], proofs: Proofs): string {
  const lines = themes.map(
    (theme) => `| ${theme.id} | ${theme.title} | ${countShown(theme, proofs)} | ${theme.rows.length} |`,
  );
  const all = `\nTogether: ${total(themes, proofs)}.\n`;
  return ['| week | theme | shown | rows |', '|---|---|--:|--:|', ...lines, all].join('\n');
}

function section(theme: Theme, proofs: Proofs): string {
  const lines = theme.rows.map((row) => {
    const shown = proofs.get(row.id) ?? [];
    const state = shown.length > 0 ? '✓' : '–';
    return `| ${row.id} | ${row.asked} | ${row.here} | ${state} | ${proof(shown)} |`;
  });
  return [
    `## ${theme.id} ${theme.title}\n`,
    '| ID | asked | here | | shown by |',
    '|---|---|---|---|---|',
    ...lines,
    '',
  ].join('\n');
}

function proof(shown: Proof[]): string {
  const rest = shown.length - LISTED;
  return [...shown.slice(0, LISTED).map(link), ...(rest > 0 ? [`and ${rest} more`] : [])].join('<br>');
}

function link({ title, file }: Proof): string {
  return `[${title.replace(/[|[\]]/g, '\\$&')}](../${encodeURI(file)})`;
}

function short(row: Row, theme: Theme): string {
  return row.id.replace(`${theme.id}.`, '');
}

function countShown(theme: Theme, proofs: Proofs): number {
  return theme.rows.filter((row) => isShown(row, proofs)).length;
}

function total(themes: Theme[], proofs: Proofs): string {
  const rows = themes.flatMap((theme) => theme.rows);
  return `${rows.filter((row) => isShown(row, proofs)).length} of ${rows.length} rows`;
}

function isShown(row: Row, proofs: Proofs): boolean {
  return (proofs.get(row.id) ?? []).length > 0;
}
