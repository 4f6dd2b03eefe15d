/** The wish to stop, by Ctrl-C, a signal, or the end of whoever started us. */
export interface StopRequest {
  /** Aborted by the first wish: stop in order. */
  asked: AbortSignal;
  /** Aborted by the second: stop at once. */
  insisted: AbortSignal;
}

// One Ctrl-C reaches us up to three times: from the terminal, through npm and through the bootstrap.
const sameKeystrokeMs = 1_000;

export function listenForStop(): StopRequest {
  const asked = new AbortController();
  const insisted = new AbortController();
  let first = 0;
  const stop = () => {
    first ||= Date.now();
    asked.abort();
    if (Date.now() - first > sameKeystrokeMs) insisted.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  // A reader that goes away (`npm start | head`) or a closed terminal is the end of the session, not a crash.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', stop);
  if (process.connected) {
    process.once('disconnect', stop);
    process.channel?.unref();
  }
  return { asked: asked.signal, insisted: insisted.signal };
}
