/** A part of what EXPLAIN (FORMAT JSON) answers. */
export interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Scan Direction'?: string;
  'Parallel Aware'?: boolean;
  'Actual Rows': number;
  'Shared Hit Blocks': number;
  'Shared Read Blocks': number;
  Plans?: PlanNode[];
}

/** How a plan reads that table (or all of them), and whether it sorts what it has read. */
export function summary(root: PlanNode, table?: string): string {
  const nodes = flatten(root);
  const scans = nodes.filter((node) => node['Relation Name'] && (!table || node['Relation Name'] === table));
  const names = scans.map((node) => nameOf(node));
  if (nodes.some((node) => node['Node Type'].includes('Sort'))) names.push('Sort');
  return [...new Set(names)].join(', ');
}

function nameOf(node: PlanNode): string {
  const parallel = node['Parallel Aware'] ? 'Parallel ' : '';
  const backward = node['Scan Direction'] === 'Backward' ? ' Backward' : '';
  const indexes = flatten(node).flatMap((each) => each['Index Name'] ?? []);
  const by = indexes.length > 0 ? ` (${[...new Set(indexes)].join(', ')})` : '';
  return `${parallel}${node['Node Type']}${backward}${by}`;
}

function flatten(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(flatten)];
}
