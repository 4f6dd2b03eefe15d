import { FURTHEST, laterPosition, type WalPosition } from '../../shared/wal-position.js';
import { currentContext, RequestContext, runInContext } from '../context/request-context.js';
import type { SignalDefinition } from './define-signal.js';
import type { Signals } from './signals.js';

/**
 * Yields at once, and then whenever something that concerns the listener was told, or may have been, since it last
 * looked: however often, once. Each time with the position that the reads which follow must see; see `readAt`.
 */
export async function* followSignal<Payload>(
  signals: Signals,
  signal: SignalDefinition<Payload>,
  concerns: (payload: Payload) => boolean,
  until: AbortSignal,
): AsyncGenerator<WalPosition, void> {
  let news: WalPosition | undefined = FURTHEST;
  let wake = () => {};
  const stopHearing = signals.hear(signal, (payload, position) => {
    if (payload !== undefined && !concerns(payload)) return;
    news = laterPosition(news, position);
    wake();
  });
  const abort = () => wake();
  until.addEventListener('abort', abort);
  try {
    while (!until.aborted) {
      const position = news;
      news = undefined;
      if (position) yield position;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    stopHearing();
    until.removeEventListener('abort', abort);
  }
}

/** Runs reads that must see everything up to `position`, and need nothing newer. */
export function readAt<T>(position: WalPosition, read: () => Promise<T>): Promise<T> {
  const outer = currentContext();
  const context = new RequestContext(outer?.requestId ?? '', outer?.client, outer?.origin);
  context.consistency.require(position);
  return runInContext(context, read);
}
