import ts from 'typescript';

/** `// locks: <reason>`, directly before the statement of TypeScript that sends the SQL. */
export interface Excuse {
  reason: string;
  line: number;
}

const FORM = /^\/\/ locks:(.*)$/;

/** The excuse for a call, if its statement has one. Comments before it may stand above, and lines of it below. */
export function excuseOf(call: ts.Node, file: ts.SourceFile): Excuse | undefined {
  let statement: ts.Node = call;
  while (!ts.isBlock(statement.parent) && !ts.isSourceFile(statement.parent) && !isLoopBody(statement))
    statement = statement.parent;
  const comments = ts.getLeadingCommentRanges(file.text, statement.getFullStart()) ?? [];
  const start = statement.getStart(file);
  const lines = comments.map(({ pos, end }) => ({ text: file.text.slice(pos, end), pos, end }));
  const first = lines.findIndex(({ text }) => FORM.test(text));
  const last = lines.at(-1);
  if (first < 0 || !last || lineOf(last.end, file) + 1 < lineOf(start, file)) return undefined;
  const [head, ...rest] = lines
    .slice(first)
    .map(({ text }) => text.replace(FORM, '$1').replace(/^\/\/ ?/, ''));
  return { reason: [head, ...rest].join(' ').trim(), line: lineOf(lines[first]?.pos ?? 0, file) };
}

/** The lines of all comments of this form, wherever they stand. */
export function excuseLines(file: ts.SourceFile): number[] {
  return file.text.split('\n').flatMap((text, index) => (/\/\/\s*locks\s*:/i.test(text) ? [index + 1] : []));
}

function isLoopBody(node: ts.Node): boolean {
  return ts.isForOfStatement(node.parent) && node.parent.statement === node;
}

function lineOf(position: number, file: ts.SourceFile): number {
  return file.getLineAndCharacterOfPosition(position).line + 1;
}
