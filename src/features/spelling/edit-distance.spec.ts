import { editDistance } from './edit-distance.js';

describe('the distance of two words', () => {
  it.each([
    ['engine', 'engine', 0],
    ['enigne', 'engine', 1],
    ['engin', 'engine', 1],
    ['enngine', 'engine', 1],
    ['ensine', 'engine', 1],
    ['anlytical', 'analytical', 1],
    ['ab', 'ba', 1],
    ['', 'abc', 3],
    ['kitten', 'sitting', 3],
    ['ca', 'abc', 3],
    ['größe', 'grösse', 2],
    ['𝒜b', 'b𝒜', 1],
  ])('%s and %s is %d, both ways', (from, to, distance) => {
    expect(editDistance(from, to)).toBe(distance);
    expect(editDistance(to, from)).toBe(distance);
  });
});
