/** What a portion is given of the job that it is. */
export interface PortionRun {
  signal: AbortSignal;
  /** @param percent 0 to 100 */
  progress?: (percent: number) => Promise<void>;
}
