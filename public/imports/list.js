import { ask, follow } from './server.js';

const OPEN = ['queued', 'running', 'paused'];
const STATES = {
  queued: 'waits for its turn',
  running: 'runs',
  paused: 'is paused',
  completed: 'is complete',
  cancelled: 'was cancelled',
  failed: 'has failed',
};

const items = document.querySelector('#imports');
const template = document.querySelector('#import');
const news = document.querySelector('#news');
const notice = document.querySelector('#notice');
const more = document.querySelector('#more');
const none = document.querySelector('#none');
const shown = new Set();
const followed = new Set();
const asked = new Set();
/** A browser has six connections to a server, and each stream keeps one. */
const MAX_STREAMS = 4;
const ASK_AGAIN_MS = 3000;
/** Answers that stay the same however often one asks: the session has ended, or the import was deleted. */
const LASTING = [401, 403, 404];

/** Shows the newest imports, and each as it goes on. */
export async function showImports() {
  let cursor;
  const load = async () => {
    const page = await ask(`/imports?limit=20${cursor ? `&cursor=${cursor}` : ''}`);
    for (const each of page.data) if (!shown.has(each.id)) items.append(itemFor(each));
    cursor = page.meta.nextCursor;
    more.hidden = cursor === undefined;
    none.hidden = shown.size > 0;
  };
  more.addEventListener('click', () => load().catch(complain));
  await load();
}

/** Shows one that has just been made. */
export function addImport(made) {
  items.prepend(itemFor(made));
  none.hidden = true;
}

function itemFor(first) {
  shown.add(first.id);
  const item = template.content.cloneNode(true).querySelector('li');
  let last = first;
  const show = (next) => {
    if (next.state !== last.state) news.textContent = `${nameOf(next)} ${STATES[next.state]}.`;
    last = next;
    render(item, next);
    const goesOn = OPEN.includes(next.state);
    if (goesOn) watch(next, show, refresh);
    else followed.delete(next.id);
    return goesOn;
  };
  const refresh = () => ask(`/imports/${first.id}`).then(show, lose);
  const lose = (error) => {
    if (!LASTING.includes(error.status)) return show(last);
    if (error.status === 404) item.remove();
    complain(error);
  };
  item.querySelector('h3').textContent = nameOf(first);
  item.querySelector('progress').setAttribute('aria-label', `Progress of ${nameOf(first)}`);
  item.querySelector('.actions').addEventListener('click', async ({ target }) => {
    const { change } = target.dataset;
    if (change === undefined) return;
    try {
      show(await ask(`/imports/${first.id}/${change}`, { method: 'POST' }));
    } catch (error) {
      complain(error);
      await refresh();
    }
  });
  show(first);
  return item;
}

function watch(made, onChange, refresh) {
  if (followed.has(made.id) || asked.has(made.id)) return;
  if (followed.size >= MAX_STREAMS) {
    askLater(made, refresh);
    return;
  }
  followed.add(made.id);
  follow(made, onChange, () => {
    followed.delete(made.id);
    askLater(made, refresh);
  });
}

function askLater({ id }, refresh) {
  asked.add(id);
  setTimeout(() => {
    asked.delete(id);
    void refresh();
  }, ASK_AGAIN_MS);
}

function complain({ message }) {
  notice.textContent = message;
}

function nameOf({ fileName, target, options }) {
  return `${fileName ?? 'A file'} → ${target}${options.dryRun ? ', only tried' : ''}`;
}

function render(item, made) {
  const { state, message, percent, rejected, links } = made;
  item.dataset.state = state;
  item.querySelector('.state').textContent = `It ${STATES[state]}. ${message ?? ''}`;
  item.querySelector('progress').value = percent;
  item.querySelector('dl').replaceChildren(...figures(made).map(figure));
  const allowed = { pause: ['queued', 'running'], resumption: ['paused', 'failed'], cancellation: OPEN };
  for (const button of item.querySelectorAll('[data-change]'))
    button.hidden = !allowed[button.dataset.change].includes(state);
  const link = item.querySelector('.rejects');
  link.hidden = rejected === 0;
  link.href = links.rejectsCsv;
}

function figures({ percent, rows, inserted, updated, skipped, rejected, rowsPerSecond, etaSeconds }) {
  return [
    ['done', `${percent} %`],
    ['rows', rows],
    ['inserted', inserted],
    ['updated', updated],
    ['skipped', skipped],
    ['rejected', rejected],
    ['rows/s', rowsPerSecond],
    ['left', etaSeconds === undefined ? undefined : duration(etaSeconds)],
  ].filter(([, value]) => value !== undefined);
}

function figure([name, value]) {
  const [term, number] = [document.createElement('dt'), document.createElement('dd')];
  term.textContent = name;
  number.textContent = typeof value === 'number' ? value.toLocaleString('en') : value;
  const pair = document.createElement('div');
  pair.append(term, number);
  return pair;
}

function duration(seconds) {
  const minutes = Math.floor(seconds / 60);
  return minutes === 0 ? `${seconds} s` : `${minutes} min ${seconds % 60} s`;
}
