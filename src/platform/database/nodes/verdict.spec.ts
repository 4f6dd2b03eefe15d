import type { NodeFacts } from './node-facts.js';
import { findPrimary, judge, type NodeReport } from './verdict.js';

const limits = { maxLagBytes: 1000, maxLagMs: 500 };

describe('what a node may serve', () => {
  it.each<[string, Partial<NodeReport>, object]>([
    ['a healthy replica', replica(), { role: 'replica' }],
    ['one that cannot be asked', { facts: undefined }, { role: 'out', cause: 'unreachable' }],
    ['one that was never asked', { facts: undefined, fresh: true }, { role: 'out', cause: 'not_asked_yet' }],
    [
      'one whose connection broke',
      { ...replica(), suspect: true },
      { role: 'out', cause: 'connection_failed' },
    ],
    ['one whose replay is paused', replica({ replayPaused: true }), { role: 'out', cause: 'replay_paused' }],
    ['one that receives nothing', replica({ receiving: false }), { role: 'out', cause: 'not_receiving' }],
    ['one of an old timeline', replica({ timeline: 1 }), { role: 'out', cause: 'old_timeline' }],
    ['one whose timeline may not be seen', replica({ timeline: undefined }), { role: 'replica' }],
    ['one of another cluster', replica({ systemId: 'other' }), { role: 'out', cause: 'other_cluster' }],
    ['one behind by the most bytes allowed', replica({ lsn: 9000n }), { role: 'replica' }],
    ['one behind by a byte more', replica({ lsn: 8999n }), { role: 'out', cause: 'lagging' }],
    ['one ahead of the last answer of the primary', replica({ lsn: 20_000n }), { role: 'replica' }],
    ['one late by too long', { ...replica(), lagMs: 501 }, { role: 'out', cause: 'lagging' }],
    ['a replaced primary', primary({ timeline: 1 }), { role: 'out', cause: 'old_timeline' }],
    ['a second primary', primary(), { role: 'out', cause: 'second_primary' }],
  ])('%s', (_, fields, state) => {
    const view = { timeline: 2, primary: report('the primary', primary()) };
    expect(judge(report('the node', fields), view, limits)).toEqual(state);
  });

  it('goes on reading from replicas that receive nothing when there is no primary', () => {
    const orphan = report('the node', replica({ receiving: false, timeline: undefined }));
    expect(judge(orphan, { timeline: 2 }, limits)).toEqual({ role: 'replica' });
  });
});

describe('who the primary is', () => {
  it('takes the one of the newest timeline, wherever that was seen', () => {
    const nodes = [report('old', primary({ timeline: 1 })), report('new', primary())];
    expect(findPrimary(nodes, 1, 'old')).toEqual({ timeline: 2, primary: nodes[1] });
  });

  it('takes none of an older timeline than one that was seen before, or that a replica follows', () => {
    const old = report('old', primary({ timeline: 1 }));
    expect(findPrimary([old], 2, 'old').primary).toBeUndefined();
    expect(findPrimary([old, report('replica', replica())], 1, 'old').primary).toBeUndefined();
  });

  it('stays with the current one of two with the same timeline', () => {
    const nodes = [report('a', primary()), report('b', primary())];
    expect(findPrimary(nodes, 2, 'b').primary?.name).toBe('b');
  });
});

function report(name: string, fields: Partial<NodeReport>): NodeReport {
  return { name, lagMs: 0, suspect: false, fresh: false, ...fields };
}

function replica(fields: Partial<NodeFacts> = {}): Partial<NodeReport> {
  return { facts: { ...primary().facts, recovering: true, receiving: true, ...fields } as NodeFacts };
}

function primary(fields: Partial<NodeFacts> = {}): Partial<NodeReport> {
  const facts: NodeFacts = {
    recovering: false,
    lsn: 10_000n,
    timeline: 2,
    receiving: false,
    replayPaused: false,
    systemId: 'ours',
  };
  return { facts: { ...facts, ...fields } };
}
