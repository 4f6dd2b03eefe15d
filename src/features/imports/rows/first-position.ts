import type { LanePosition } from './row-batch.js';

/** Where reading begins: at the earliest of the lanes. */
export function firstPosition(lanes: readonly LanePosition[]): LanePosition {
  return lanes.reduce((first, lane) => (lane.byte < first.byte ? lane : first));
}
