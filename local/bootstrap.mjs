// Plain JavaScript: it runs on whatever Node the machine has, before anything is installed. Even a Node that is too old
// must be able to read this file, hence the import after the check.
const oldest = [20, 19];
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
  console.error(
    `Groundwork needs Node ${oldest.join('.')} or newer to start; this is ${process.versions.node}.`,
  );
  process.exitCode = 1;
} else {
  import('./bootstrap/handover.mjs').then(({ installAndHandOver }) =>
    installAndHandOver(process.argv.slice(2)),
  );
}
