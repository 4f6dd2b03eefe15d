/** A bar on standard error while somebody looks at it. Call what it answers with when it is over. */
export function showProgress(share: () => number): () => void {
  const { stderr } = process;
  if (!stderr.isTTY) return () => undefined;
  const show = (): void => {
    const done = Math.min(1, share() || 0);
    const bar = '█'.repeat(Math.round(done * 30)).padEnd(30, '░');
    stderr.write(`\r${bar} ${String(Math.floor(done * 100)).padStart(3)} %`);
  };
  const timer = setInterval(show, 200);
  return () => {
    clearInterval(timer);
    stderr.write('\r\u001b[K');
  };
}
