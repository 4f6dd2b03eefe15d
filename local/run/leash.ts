import process from 'node:process';

// Loaded into a child process ahead of its program: when its parent dies without a word, the channel between them
// closes, and the child stops as if it had been asked to. The child's own children inherit its arguments, but not this.
if (process.connected && process.env.GROUNDWORK_LEASH === String(process.ppid)) {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel?.unref();
}
