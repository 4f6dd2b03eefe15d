import { preview, startImport } from './server.js';
import { readDialect, readSettings, showSettings } from './settings.js';

const form = document.querySelector('#new-import');
const input = document.querySelector('#file');
const drop = document.querySelector('#drop');
const target = document.querySelector('#target');
const settings = document.querySelector('#settings');
const notice = document.querySelector('#notice');
const sending = document.querySelector('#sending');
const start = document.querySelector('#start');
/** Of all looks at a file only the last counts. */
let looks = 0;

/** The form for a new import: a file is looked at, its columns are put right, and it goes on its way. */
export function showForm({ onStarted }) {
  input.addEventListener('change', () => look({}));
  target.addEventListener('change', () => look(settings.hidden ? { target: target.value } : readDialect()));
  // Other columns come of another way to read the file.
  for (const each of settings.querySelectorAll('[data-dialect]'))
    each.addEventListener('change', () => look(readDialect()));
  settings.querySelector('#mapping').addEventListener('change', () => look(readSettings()));
  settings.querySelector('#discard').addEventListener('click', clear);
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    await send(onStarted);
  });
  takeDrops();
  // Chosen before this script was there, or kept by the browser when the page is loaded again.
  void look({});
}

async function look(options) {
  const [file] = input.files;
  if (!file) return;
  // What was found in another file says nothing of this one, which may be none.
  if (options.delimiter === undefined) settings.hidden = true;
  const mine = ++looks;
  const isLast = () => mine === looks;
  const work = async () => {
    const found = await previewFor(file, options);
    if (isLast()) show(found);
  };
  await busy('Looking at the file …', work, isLast);
}

// Columns that fit no target are mapped by hand, to fields of the one that is chosen.
async function previewFor(file, options) {
  const found = await preview(file, options);
  return found.target === undefined ? preview(file, { ...options, target: target.value }) : found;
}

function show(found) {
  showSettings(found);
  settings.hidden = false;
  const faulty = found.rows.filter(({ faults }) => faults.length > 0).length;
  const shown = `${faulty === 0 ? 'None' : faulty} of the first ${found.rows.length} rows would be rejected.`;
  const missing = found.errors.map(({ message }) => `${message}.`);
  notice.textContent = [...missing, ...(found.rows.length > 0 ? [shown] : []), ...found.warnings].join(' ');
  start.disabled = missing.length > 0;
}

async function send(onStarted) {
  const [file] = input.files;
  if (!file) return;
  await busy('Sending the file …', async () => {
    sending.hidden = false;
    const made = await startImport(file, readSettings(), (share) => (sending.value = share * 100));
    clear();
    onStarted(made);
    notice.textContent = 'The import has been made.';
  });
  sending.hidden = true;
}

async function busy(what, work, isWanted = () => true) {
  notice.textContent = what;
  start.disabled = true;
  try {
    await work();
  } catch (error) {
    if (!isWanted()) return;
    notice.textContent = error.message;
    start.disabled = false;
  }
}

function clear() {
  looks += 1;
  form.reset();
  settings.hidden = true;
  notice.textContent = '';
}

function takeDrops() {
  for (const name of ['dragenter', 'dragover', 'dragleave', 'drop'])
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.toggle('over', name === 'dragenter' || name === 'dragover');
    });
  drop.addEventListener('drop', ({ dataTransfer }) => {
    if (dataTransfer.files.length === 0) return;
    input.files = dataTransfer.files;
    void look({});
  });
}
