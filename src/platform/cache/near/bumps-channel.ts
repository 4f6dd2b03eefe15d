/**
 * Where every change of tags is published: `<seq> <tag> <tag> …`. Channels are not divided by databases as keys are, so
 * that of the URL is part of the name: `cache:bumps:0`.
 */
export function bumpsChannel(cacheUrl: string): string {
  return `cache:bumps:${/\/(\d+)\/?(\?.*)?$/.exec(cacheUrl)?.[1] ?? 0}`;
}
