import type { FastifyRequest } from 'fastify';
import type { Page } from '../../shared/page.js';
import { Answer } from './answer.js';
import type { PageMetaDto } from './page.dto.js';

/** A part of a list as a response, each of it as `show` shows it: `{ data, meta }` and a `Link` header (RFC 8288). */
export function listAnswer<Item, Shown>(
  page: Page<Item>,
  request: FastifyRequest,
  show: (item: Item) => Shown,
): Answer<{ data: Shown[]; meta: PageMetaDto }> {
  const { items, limit, nextCursor, page: number, total } = page;
  const pages = total === undefined ? undefined : Math.max(1, Math.ceil(total / limit));
  const meta: PageMetaDto = { limit, page: number, total, pages, nextCursor };
  const link = links(request.url, meta);
  return new Answer(200, { data: items.map((item) => show(item)), meta }, link === '' ? {} : { link });
}

function links(url: string, { page, pages, nextCursor }: PageMetaDto): string {
  const link = (rel: string, changes: Record<string, string | undefined>) =>
    `<${withQuery(url, changes)}>; rel="${rel}"`;
  if (page === undefined || pages === undefined) {
    const next = nextCursor === undefined ? [] : [link('next', { cursor: nextCursor })];
    return [link('first', { cursor: undefined }), ...next].join(', ');
  }
  return [
    link('first', { page: '1' }),
    ...(page > 1 ? [link('prev', { page: String(Math.min(page - 1, pages)) })] : []),
    ...(page < pages ? [link('next', { page: String(page + 1) })] : []),
    link('last', { page: String(pages) }),
  ].join(', ');
}

function withQuery(url: string, changes: Record<string, string | undefined>): string {
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) searchParams.delete(name);
    else searchParams.set(name, value);
  }
  const query = searchParams.toString();
  return query === '' ? pathname : `${pathname}?${query}`;
}
