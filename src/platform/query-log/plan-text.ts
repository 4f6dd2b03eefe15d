/** A step of a plan, as EXPLAIN (FORMAT JSON) names its parts. */
export interface PlanNode {
  'Node Type': string;
  Plans?: PlanNode[];
  [part: string]: unknown;
}

const CONDITIONS = ['Index Cond', 'Recheck Cond', 'Hash Cond', 'Merge Cond', 'Join Filter', 'Filter'];
const LISTS = ['Sort Key', 'Group Key', 'Presorted Key'];

/** The plan as people read it, one step a line, the inner ones indented: as psql shows it, without the rarer parts. */
export function planText(node: PlanNode, depth = 0): string {
  const indent = depth === 0 ? '' : `${'  '.repeat(3 * depth - 2)}->  `;
  const below = '  '.repeat(3 * depth + 1);
  const lines = [`${indent}${headOf(node)}`, ...detailsOf(node).map((detail) => `${below}${detail}`)];
  return [...lines, ...(node.Plans ?? []).map((inner) => planText(inner, depth + 1))].join('\n');
}

function headOf(node: PlanNode): string {
  const part = (name: string, before: string) =>
    node[name] === undefined ? '' : `${before}${String(node[name])}`;
  const join = node['Join Type'];
  const type =
    join === undefined || join === 'Inner' ? node['Node Type'] : `${node['Node Type']} ${String(join)} Join`;
  const where = `${part('Index Name', ' using ')}${part('Relation Name', ' on ')}`;
  const cost = `cost=${part('Startup Cost', '')}..${part('Total Cost', '')} rows=${part('Plan Rows', '')}`;
  return `${type}${where}  (${cost})${actualOf(node)}`;
}

function actualOf(node: PlanNode): string {
  if (node['Actual Rows'] === undefined) return '';
  if (node['Actual Loops'] === 0) return ' (never executed)';
  const time = `${String(node['Actual Startup Time'])}..${String(node['Actual Total Time'])}`;
  return ` (actual time=${time} rows=${String(node['Actual Rows'])} loops=${String(node['Actual Loops'])})`;
}

function detailsOf(node: PlanNode): string[] {
  const conditions = CONDITIONS.filter((name) => node[name] !== undefined).map(
    (name) => `${name}: ${String(node[name])}`,
  );
  const lists = LISTS.filter((name) => Array.isArray(node[name])).map(
    (name) => `${name}: ${(node[name] as unknown[]).join(', ')}`,
  );
  const removed = node['Rows Removed by Filter'];
  return [
    ...lists,
    ...conditions,
    ...(removed === undefined ? [] : [`Rows Removed by Filter: ${String(removed)}`]),
  ];
}
