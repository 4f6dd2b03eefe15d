const byId = (id) => document.getElementById(id);
const [target, delimiter, encoding, header] = ['target', 'delimiter', 'encoding', 'header'].map(byId);
const mapping = byId('mapping');
let quote;

/** Shows what was found in a file, to be put right. */
export function showSettings(found) {
  const { dialect, fields } = found;
  if (found.target !== undefined) target.value = found.target;
  choose(delimiter, dialect.delimiter);
  choose(encoding, dialect.encoding);
  header.checked = dialect.header;
  quote = dialect.quote;
  byId('invite-line').hidden = found.target !== 'users';
  mapping.replaceChildren(
    ...found.columns.map((column) => columnLine(column, found.mapping[column], fields)),
  );
  showSample(found);
}

/** What the file is, and how it is written. */
export function readDialect() {
  return {
    target: target.value,
    delimiter: delimiter.value,
    encoding: encoding.value,
    quote,
    header: header.checked,
  };
}

/** What an import is to be told. */
export function readSettings() {
  const lines = [...mapping.querySelectorAll('select')].filter(({ value }) => value !== '');
  return {
    ...readDialect(),
    mapping: Object.fromEntries(lines.map((line) => [line.dataset.column, line.value])),
    onConflict: byId('on-conflict').value,
    dryRun: byId('dry-run').checked,
    invite: byId('invite').checked && target.value === 'users',
  };
}

function choose(select, value) {
  if (![...select.options].some((option) => option.value === value)) select.append(new Option(value, value));
  select.value = value;
}

function columnLine(column, field = '', fields) {
  const select = document.createElement('select');
  select.dataset.column = column;
  select.append(new Option('left out', ''));
  for (const { name, required } of fields)
    select.append(new Option(required ? `${name} (required)` : name, name));
  select.value = field;
  const label = document.createElement('label');
  label.append(column, select);
  return label;
}

function showSample({ columns, rows }) {
  const table = byId('sample');
  table.tHead.replaceChildren(rowOf('th', ['Line', ...columns, 'Problem']));
  table.tBodies[0].replaceChildren(
    ...rows.slice(0, 10).map(({ line, fields, faults }) => {
      const cells = columns.map((_, index) => fields[index] ?? '');
      const row = rowOf('td', [String(line), ...cells, faults.map(({ message }) => message).join('; ')]);
      row.lastElementChild.className = 'problem';
      return row;
    }),
  );
}

function rowOf(kind, texts) {
  const row = document.createElement('tr');
  for (const text of texts) {
    const cell = document.createElement(kind);
    if (kind === 'th') cell.scope = 'col';
    cell.textContent = text;
    row.append(cell);
  }
  return row;
}
