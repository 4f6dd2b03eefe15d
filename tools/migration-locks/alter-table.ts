import { judgeChangedColumn, judgeNewColumn, UNIQUE_INSTEAD } from './columns.ts';
import { type Context, type Fault, fault } from './context.ts';
import { hasWords, nameAt, splitAtCommas, type Token, wordsAt } from './tokens.ts';

// Done in a moment, as soon as the lock is there; MIGRATION_LOCK_TIMEOUT_MS bounds the waiting for it.
const BRIEF =
  /^(drop|enable|disable|force|no|owner|replica|cluster|inherit|detach|reset|set \(|set without|not of|of) ?/;
const CONSTRAINT_WORDS = ['constraint', 'check', 'unique', 'primary', 'foreign', 'exclude', 'not'];

/** ALTER TABLE. `from` is where the name stands, behind IF EXISTS and ONLY. */
export function judgeAlterTable(tokens: Token[], from: number, context: Context): Fault[] {
  const { name: table, end } = nameAt(tokens, from);
  const inUse = !context.created.has(table);
  const actions = splitAtCommas(tokens.slice(tokens[end]?.text === '*' ? end + 1 : end));
  const faults = actions.flatMap((action) => judgeAction(table, action, context));
  const onlyValidates = actions.every((action) => wordsAt(action, 0, 'validate'));
  if (inUse && context.transactional && !onlyValidates) context.locked.add(table);
  return inUse ? faults : [];
}

function judgeAction(table: string, action: Token[], context: Context): Fault[] {
  const [first, second] = [action[0]?.text ?? '', action[1]?.text ?? ''];
  if (first === 'add') return judgeAdd(table, action, context);
  if (first === 'validate') return judgeValidate(table, action, context);
  if (first === 'alter' && second === 'constraint') return [];
  if (first === 'alter') return judgeChangedColumn(table, action.slice(second === 'column' ? 2 : 1), context);
  if (first === 'rename') return second === 'constraint' ? [] : renamed(table);
  if (first === 'set' && second === 'schema') return renamed(table);
  if (first === 'set' && /^(tablespace|logged|unlogged|access)$/.test(second))
    return fault(
      `SET ${second.toUpperCase()} writes all of ${table} anew while nobody can read it`,
      'a new table',
    );
  if (first === 'attach')
    return context.created.has(nameAt(action, 2).name)
      ? []
      : fault(
          `ATTACH PARTITION reads all of the partition while nobody can`,
          'a validated CHECK of its bounds first, and then this with a reason',
        );
  if (BRIEF.test(`${first} ${second}`)) return [];
  return fault(`this check does not know ${first.toUpperCase()} ${second.toUpperCase()}`, 'what it knows');
}

function judgeAdd(table: string, action: Token[], context: Context): Fault[] {
  if (!CONSTRAINT_WORDS.includes(action[1]?.text ?? '') || action[1]?.kind === 'name') {
    const at = wordsAt(action, 1, 'column') ? 2 : 1;
    return judgeNewColumn(table, action.slice(wordsAt(action, at, 'if') ? at + 3 : at), context);
  }
  const named = wordsAt(action, 1, 'constraint');
  return judgeConstraint(table, named ? nameAt(action, 2).name : '', action.slice(named ? 3 : 1), context);
}

function judgeConstraint(table: string, name: string, tokens: Token[], { schema }: Context): Fault[] {
  const kind = tokens[0]?.text ?? '';
  const notValid = hasWords(tokens, 'not', 'valid');
  if (kind === 'check') schema.addCheck(table, name, tokens, !notValid);
  if (kind === 'unique' || kind === 'primary')
    return hasWords(tokens, 'using', 'index')
      ? []
      : fault(`the index of the constraint is built while nobody can read ${table}`, UNIQUE_INSTEAD);
  if (kind === 'exclude')
    return fault(`the index of the constraint is built while nobody can read ${table}`, 'a new table');
  if (notValid) return [];
  const out = kind === 'foreign' ? 'write it, nor what it refers to' : 'read it';
  return fault(
    `the constraint is checked against all of ${table} while nobody can ${out}`,
    'ADD CONSTRAINT … NOT VALID, which new rows must fulfil at once, and VALIDATE CONSTRAINT in a later migration',
  );
}

function judgeValidate(table: string, action: Token[], { schema, locked }: Context): Fault[] {
  schema.validate(table, nameAt(action, 2).name);
  if (!locked.has(table)) return [];
  return fault(
    `VALIDATE reads all of ${table} while this transaction still holds the lock of a statement before it`,
    'VALIDATE CONSTRAINT in a migration after this one, where it stops nobody',
  );
}

function renamed(table: string): Fault[] {
  return fault(
    `RENAME takes the old name of ${table} or its column from the previous release, which still runs`,
    'the new one beside the old one, both written by a release, the old one dropped a release later',
  );
}
