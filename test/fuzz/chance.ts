import fc from 'fast-check';

/** The one in so many cases of ten, else the other, towards which it shrinks. */
export function maybe<T>(one: fc.Arbitrary<T>, other: fc.Arbitrary<T> | T, ofTen: number): fc.Arbitrary<T> {
  const usual = other instanceof fc.Arbitrary ? other : fc.constant(other);
  const weight = Math.round(ofTen * 4);
  if (weight === 0) return usual;
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 40 - weight, arbitrary: usual },
    { weight, arbitrary: one },
  );
}
