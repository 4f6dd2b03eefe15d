import fc from 'fast-check';
import { type ReadCandidate, type ReadNeed, selectNode } from './read-selector.js';

const anyNeed = fc.oneof(
  fc.constant<ReadNeed>({ kind: 'any' }),
  fc.constant<ReadNeed>({ kind: 'primary' }),
  fc.bigInt({ min: 0n, max: 30n }).map<ReadNeed>((lsn) => ({ kind: 'position', lsn })),
);

const anyNode = fc.record<ReadCandidate>({
  role: fc.constantFrom('replica', 'replica', 'out'),
  provenLsn: fc.option(fc.bigInt({ min: 0n, max: 30n }), { nil: undefined }),
});

describe('the choice of a node for a read', () => {
  it('gives replicas that are equally good equal shares', () => {
    const nodes: ReadCandidate[] = [
      { role: 'primary' },
      { role: 'replica' },
      { role: 'out' },
      { role: 'replica' },
    ];
    const chosen = Array.from({ length: 1000 }, (_, turn) => selectNode(nodes, { kind: 'any' }, turn)?.node);
    expect([0, 1, 2, 3].map((index) => chosen.filter((node) => node === nodes[index]).length)).toEqual([
      0, 500, 0, 500,
    ]);
  });

  it('never chooses a node that is out, nor one as proven that is not, and none only when there is none', () => {
    fc.assert(
      fc.property(
        fc.array(anyNode, { maxLength: 5 }),
        fc.boolean(),
        anyNeed,
        fc.nat(),
        (others, hasPrimary, need, turn) => {
          const nodes: ReadCandidate[] = hasPrimary ? [...others, { role: 'primary' }] : others;
          const choice = selectNode(nodes, need, turn);
          const possible = nodes.some(
            ({ role }) => role === 'primary' || (role === 'replica' && need.kind !== 'primary'),
          );
          expect(choice !== undefined).toBe(possible);
          if (!choice) return;
          expect(choice.node.role).not.toBe('out');
          if (need.kind === 'primary') expect(choice.node.role).toBe('primary');
          if (need.kind === 'position' && choice.node.role === 'replica') {
            expect(choice.proof === 'proven').toBe((choice.node.provenLsn ?? -1n) >= need.lsn);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});
