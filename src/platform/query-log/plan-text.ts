/** A part of a step: a name, a number, a condition, a list of them. */
type PlanPart = string | number | boolean | readonly (string | number)[] | readonly PlanNode[] | undefined;

/** A step of a plan, as EXPLAIN (FORMAT JSON) names its parts. */
export interface PlanNode {
  'Node Type': string;
  Plans?: readonly PlanNode[];
  [part: string]: PlanPart;
}

const CONDITIONS = ['Index Cond', 'Recheck Cond', 'Hash Cond', 'Merge Cond', 'Join Filter', 'Filter'];
const LISTS = ['Sort Key', 'Presorted Key', 'Group Key'];

/** The plan as people read it, one step a line, the inner ones indented: as psql shows it, without the rarer parts. */
export function planText(node: PlanNode, depth = 0): string {
  const indent = depth === 0 ? '' : `${' '.repeat(6 * depth - 4)}->  `;
  const below = ' '.repeat(6 * depth + 2);
  const lines = [`${indent}${headOf(node)}`, ...detailsOf(node).map((detail) => `${below}${detail}`)];
  return [...lines, ...(node.Plans ?? []).map((inner) => planText(inner, depth + 1))].join('\n');
}

function headOf(node: PlanNode): string {
  const join = node['Join Type'];
  const type = node['Node Type'] + (join === undefined || join === 'Inner' ? '' : ` ${text(join)} Join`);
  const index = node['Index Name'] === undefined ? '' : ` using ${text(node['Index Name'])}`;
  const table = node['Relation Name'] === undefined ? '' : ` on ${text(node['Relation Name'])}`;
  const cost = `cost=${text(node['Startup Cost'])}..${text(node['Total Cost'])} rows=${text(node['Plan Rows'])}`;
  return `${type}${index}${table}  (${cost})${actualOf(node)}`;
}

function actualOf(node: PlanNode): string {
  if (node['Actual Rows'] === undefined) return '';
  if (node['Actual Loops'] === 0) return ' (never executed)';
  const time = `${text(node['Actual Startup Time'])}..${text(node['Actual Total Time'])}`;
  return ` (actual time=${time} rows=${text(node['Actual Rows'])} loops=${text(node['Actual Loops'])})`;
}

function detailsOf(node: PlanNode): string[] {
  return [...LISTS, ...CONDITIONS, 'Rows Removed by Filter']
    .filter((name) => node[name] !== undefined)
    .map((name) => `${name}: ${text(node[name])}`);
}

function text(part: PlanPart): string {
  if (typeof part !== 'object') return String(part);
  return part.map((each) => (typeof each === 'object' ? each['Node Type'] : each)).join(', ');
}
