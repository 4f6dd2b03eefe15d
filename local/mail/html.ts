/** Text that is safe between tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Escaped text whose http and https addresses can be clicked. */
export function linkify(text: string): string {
  return text
    .split(/(https?:\/\/[^\s<>"']+)/)
    .map((part, index) => {
      const escaped = escapeHtml(part);
      return index % 2
        ? `<a href="${escaped}" target="_blank" rel="noreferrer noopener">${escaped}</a>`
        : escaped;
    })
    .join('');
}
