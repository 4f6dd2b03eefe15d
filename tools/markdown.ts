/** The anchors of a page's headings. */
export function headingAnchors(markdown: string): Set<string> {
  return new Set([...markdown.matchAll(/^#{1,6} (.+)$/gm)].map((match) => anchor(match[1] ?? '')));
}

/** The text below a heading, up to the next heading of any level; empty where there is no such heading. */
export function sectionText(markdown: string, wanted: string): string {
  const sections = markdown.split(/^(?=#{1,6} )/m);
  const found = sections.find((section) => anchor(/^#+ (.*)/.exec(section)?.[1] ?? '') === wanted);
  return found?.replace(/^.*\n?/, '').trim() ?? '';
}

/** As forges make them: lower case, spaces to hyphens, punctuation gone. */
function anchor(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');
}
