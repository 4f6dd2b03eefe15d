/** One thing that is known against one package. */
export interface Finding {
  /** `GHSA-…`, or the registry's own number. */
  advisory: string;
  package: string;
  /** Those of its installed versions that are affected. */
  versions: string[];
  severity: string;
  title: string;
  /** What to do about it, as npm sees it. */
  fix: string;
}
