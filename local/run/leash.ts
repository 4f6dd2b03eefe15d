import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';
import process from 'node:process';

// Loaded into a child process ahead of its program: when its parent dies without a word, the channel between them
// closes, and the child stops as if it had been asked to. The child's own children inherit its arguments, but not this.
if (process.connected && process.env.GROUNDWORK_LEASH === String(process.ppid)) {
  process.once('disconnect', () => {
    // Nobody reads its output any more, and the logger would try for ever to write to a broken pipe. The lowest free
    // number is the one just closed.
    for (const output of [1, 2]) {
      closeSync(output);
      openSync(devNull, 'w');
    }
    process.kill(process.pid, 'SIGTERM');
  });
  process.channel?.unref();
}
