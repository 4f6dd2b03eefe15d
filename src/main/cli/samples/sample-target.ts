import type { Random } from './random.js';

/** Texts by column. */
export type SampleRow = Record<string, string>;

/** Something that is wrong with a row. */
export interface SampleFault {
  /** As it is counted. */
  name: string;
  /** Column that it needs. */
  column: string;
  /** Whether it takes a row before it. */
  repeats?: true;
  /** @param earlier a row before it in the file, which is right. */
  spoil(row: SampleRow, random: Random, earlier: SampleRow): SampleRow;
}

/** What rows of a sample are. */
export interface SampleTarget {
  columns: readonly string[];
  /** @param number from 1; the same number and random numbers give the same row. */
  row(random: Random, number: number, seed: number): SampleRow;
  faults: readonly SampleFault[];
}
