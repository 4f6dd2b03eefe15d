import { type ImportField, type ImportTarget, writtenFields, writtenKey } from '../targets/import-target.js';
import type { ImportOptions } from '../targets/import-options.js';

/** Where rows stand that cannot go straight into their table: `n` counts them, from 1. Gone with the transaction. */
export const STAGING = 'import_rows';

/** The statements that take the rows of one import from the staging table into the table of its target. */
export class TargetSql {
  readonly table: string;
  readonly fields: readonly ImportField[];
  readonly columns: readonly string[];
  readonly key?: ImportField;
  readonly #ids: boolean;

  constructor(target: ImportTarget, { invite, ...options }: ImportOptions) {
    this.table = `"${target.table}"`;
    this.fields = writtenFields(target, options);
    this.columns = this.fields.map(({ column }) => column);
    this.key = writtenKey(target, options);
    this.#ids = invite;
  }

  get createStaging(): string {
    const columns = this.fields.map(({ column, type }) => `"${column}" ${type}`);
    return `CREATE TEMPORARY TABLE ${STAGING}
      (n integer GENERATED ALWAYS AS IDENTITY, ${columns.join(', ')}) ON COMMIT DROP`;
  }

  /** Takes rows of $1 to $2 away whose text finds no row, and returns them. */
  dropLost({ column, lookup }: ImportField): string {
    if (!lookup) throw new Error(`${column} looks nothing up`);
    return `DELETE FROM ${STAGING} AS s
      WHERE n BETWEEN $1 AND $2 AND s."${column}" IS NOT NULL AND ${found(column, lookup)} IS NULL RETURNING n`;
  }

  // A question for each row, and not a join: that might read all of a large table for a few rows.
  /** Takes rows of $1 to $2 away whose key is in the table, or has come before among them, and returns them. */
  dropKnown({ column }: ImportField): string {
    return `DELETE FROM ${STAGING} AS s USING (
        SELECT n, row_number() OVER (PARTITION BY "${column}" ORDER BY n) > 1 AS repeated,
          (SELECT true FROM ${this.table} AS t WHERE t."${column}" = k."${column}") AS existing
        FROM ${STAGING} AS k WHERE n BETWEEN $1 AND $2 AND "${column}" IS NOT NULL
      ) AS known
      WHERE known.n = s.n AND (known.repeated OR known.existing) RETURNING s.n`;
  }

  /** Which of $1 to $2 come after another with the same key, as `n`, and after how many, as `turn`. */
  repeated({ column }: ImportField): string {
    return `SELECT n, turn FROM (
        SELECT n, row_number() OVER (PARTITION BY "${column}" ORDER BY n)::integer - 1 AS turn
        FROM ${STAGING} WHERE n BETWEEN $1 AND $2 AND "${column}" IS NOT NULL
      ) AS turns WHERE turn > 0`;
  }

  /** Adds rows of $1 to $2. Says how many: `inserted`, and `ids` where they are of use. */
  get insert(): string {
    return this.#counted(`${this.#insertion} WHERE n BETWEEN $1 AND $2 ORDER BY n`);
  }

  /** The same, but for those whose key is in the table or has come before. */
  get insertNew(): string {
    return this.#counted(
      `${this.#insertion} WHERE n BETWEEN $1 AND $2 ORDER BY n ON CONFLICT ("${this.key?.column}") DO NOTHING`,
    );
  }

  /**
   * Adds rows of $1 to $2 that are not among $3, and changes those that are there and differ. No two of them may have
   * the same key. Says how many: `written`, and of those `inserted`.
   */
  get writeOnce(): string {
    return this.#written('n BETWEEN $1 AND $2 AND n <> ALL ($3::integer[])');
  }

  /** The same for the rows $1. */
  get writeAgain(): string {
    return this.#written('n = ANY ($1::integer[])');
  }

  /** How rows are added: columns and what is written to them, from a row `s`. */
  get #insertion(): string {
    return `${this.insertion} FROM ${STAGING} AS s`;
  }

  get insertion(): string {
    const values = this.fields.map(({ column, lookup }) =>
      lookup ? found(column, lookup) : `s."${column}"`,
    );
    return `INSERT INTO ${this.table} AS o (${quoted(this.columns)}) SELECT ${values.join(', ')}`;
  }

  /** What is done where the key is there already. */
  get onConflict(): string {
    const changed = this.fields
      .filter((field) => field !== this.key && !field.onlyNew)
      .map(({ column }) => column);
    if (changed.length === 0) return `ON CONFLICT ("${this.key?.column}") DO NOTHING`;
    const [olds, news] = ['o', 'EXCLUDED'].map((row) =>
      changed.map((column) => `${row}."${column}"`).join(', '),
    );
    return `ON CONFLICT ("${this.key?.column}") DO UPDATE SET
      ${changed.map((column) => `"${column}" = EXCLUDED."${column}"`).join(', ')}
      WHERE (${olds}) IS DISTINCT FROM (${news})`;
  }

  #counted(insertion: string): string {
    const ids = this.#ids ? 'array_agg(id)' : 'NULL';
    return `WITH added AS (${insertion} RETURNING ${this.#ids ? 'o.id' : '1'})
      SELECT count(*)::integer AS inserted, ${ids} AS ids FROM added`;
  }

  // A row that was there is locked before it is changed, and one that is new has never been.
  #written(which: string): string {
    const ids = this.#ids ? 'array_agg(id) FILTER (WHERE is_new)' : 'NULL';
    // Lanes that change posts of the same authors count them in the same order, and so do not wait for each other in a ring.
    const order = this.fields.filter(({ lookup }) => lookup).map(({ column }) => `s."${column}"`);
    return `WITH changed AS (${this.#insertion} WHERE ${which} ORDER BY ${[...order, 'n'].join(', ')} ${this.onConflict}
        RETURNING o.xmax = 0 AS is_new${this.#ids ? ', o.id' : ''})
      SELECT count(*)::integer AS written, (count(*) FILTER (WHERE is_new))::integer AS inserted, ${ids} AS ids
      FROM changed`;
  }
}

/** The value that the text of a column stands for. */
function found(column: string, { table, by, value }: NonNullable<ImportField['lookup']>): string {
  return `(SELECT v."${value}" FROM "${table}" AS v WHERE v."${by}" = s."${column}")`;
}

function quoted(columns: readonly string[]): string {
  return columns.map((column) => `"${column}"`).join(', ');
}
