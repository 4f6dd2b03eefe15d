import ts from 'typescript';
import { excuseOf, type Excuse } from './excuses.ts';
import { type Bindings, textOf, valuesOf } from './values.ts';

/** A text of SQL that a migration sends, or something that it does and that cannot be read. */
export interface Step {
  direction: 'up' | 'down';
  sql?: string;
  /** What cannot be read, in place of `sql`. */
  unreadable?: string;
  line: number;
  excuse?: Excuse;
  /** Sent by createIndexConcurrently. */
  resumable: boolean;
}

export interface MigrationSource {
  transactional: boolean;
  /** In the order in which they are sent. */
  steps: Step[];
}

// Methods of the query runner that change nothing, and those of the promise that query returns.
const ASKS = /^(has|get|catch$|then$|finally$)/;

type Callable = ts.FunctionLikeDeclaration & { body?: ts.Node };

/** Reads a migration: what `up` and `down` send, also by way of functions of the same file. */
export function readMigration(file: ts.SourceFile): MigrationSource {
  const classes = file.statements.filter(ts.isClassDeclaration);
  const members = classes.flatMap(({ members }) => [...members]);
  const steps = (['up', 'down'] as const).flatMap((direction) => {
    const method = members.find((member) => ts.isMethodDeclaration(member) && nameOf(member) === direction);
    return method ? new Walk(file, direction).into(method as ts.MethodDeclaration, []) : [];
  });
  return { transactional: !members.some(isBare), steps };
}

function isBare(member: ts.ClassElement): boolean {
  const { initializer } = member as ts.PropertyDeclaration;
  return nameOf(member) === 'transaction' && initializer?.kind === ts.SyntaxKind.FalseKeyword;
}

function nameOf({ name }: ts.ClassElement): string {
  return name && ts.isIdentifier(name) ? name.text : '';
}

class Walk {
  readonly #file: ts.SourceFile;
  readonly #direction: Step['direction'];
  readonly #steps: Step[] = [];
  readonly #inside: Callable[] = [];

  constructor(file: ts.SourceFile, direction: Step['direction']) {
    this.#file = file;
    this.#direction = direction;
  }

  into(callable: Callable, args: (string | undefined)[]): Step[] {
    if (!callable.body || this.#inside.includes(callable)) return this.#steps;
    this.#inside.push(callable);
    const bindings: Bindings = new Map();
    callable.parameters.forEach(({ name }, index) => {
      if (ts.isIdentifier(name)) bindings.set(name.text, args[index]);
    });
    this.#visit(callable.body, bindings);
    this.#inside.pop();
    return this.#steps;
  }

  #visit(node: ts.Node, bindings: Bindings): void {
    if (ts.isForOfStatement(node)) return this.#loop(node, bindings);
    // What is called first is in the arguments.
    ts.forEachChild(node, (child) => this.#visit(child, bindings));
    if (ts.isCallExpression(node)) this.#call(node, bindings);
  }

  #loop(node: ts.ForOfStatement, bindings: Bindings): void {
    const values = valuesOf(node.expression, bindings, this.#file);
    const [declared] = ts.isVariableDeclarationList(node.initializer) ? node.initializer.declarations : [];
    const name = declared && ts.isIdentifier(declared.name) ? declared.name.text : undefined;
    for (const value of name && values ? values : [undefined])
      this.#visit(node.statement, name ? new Map([...bindings, [name, value]]) : bindings);
  }

  #call(call: ts.CallExpression, bindings: Bindings): void {
    const { expression: callee, arguments: args } = call;
    const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : callee.getText(this.#file);
    if (name === 'query') return this.#send(call, args[0], bindings, false);
    if (name === 'createIndexConcurrently') return this.#send(call, args[2], bindings, true);
    const local = calledHere(callee, this.#file);
    if (local)
      this.into(
        local,
        args.map((arg) => textOf(arg, bindings, this.#file)),
      );
    else if (args.some(isRunner) || (isRunner(innermost(callee)) && !ASKS.test(name)))
      this.#cannotRead(call, `${callee.getText(this.#file)}()`);
  }

  #send(call: ts.CallExpression, arg: ts.Node | undefined, bindings: Bindings, resumable: boolean): void {
    const sql = arg && textOf(arg, bindings, this.#file);
    if (sql === undefined) return this.#cannotRead(call, arg?.getText(this.#file) ?? 'nothing');
    const literal = arg && (ts.isStringLiteralLike(arg) || ts.isTemplateExpression(arg));
    this.#add(literal ? arg : call, call, { sql, resumable });
  }

  #cannotRead(call: ts.CallExpression, unreadable: string): void {
    this.#add(call, call, { unreadable, resumable: false });
  }

  #add(at: ts.Node, call: ts.Node, step: Pick<Step, 'sql' | 'unreadable' | 'resumable'>): void {
    const line = this.#file.getLineAndCharacterOfPosition(at.getStart(this.#file)).line + 1;
    this.#steps.push({ ...step, direction: this.#direction, line, excuse: excuseOf(call, this.#file) });
  }
}

function isRunner(node: ts.Node | undefined): boolean {
  return node !== undefined && ts.isIdentifier(node) && node.text === 'queryRunner';
}

function innermost(node: ts.Expression): ts.Expression {
  return ts.isPropertyAccessExpression(node) || ts.isCallExpression(node) ? innermost(node.expression) : node;
}

/** The function or method of the same file that is called. */
function calledHere(callee: ts.Expression, file: ts.SourceFile): Callable | undefined {
  if (ts.isIdentifier(callee)) return functionNamed(callee.text, file);
  if (!ts.isPropertyAccessExpression(callee) || callee.expression.kind !== ts.SyntaxKind.ThisKeyword)
    return undefined;
  const methods = file.statements.filter(ts.isClassDeclaration).flatMap(({ members }) => [...members]);
  return methods
    .filter(ts.isMethodDeclaration)
    .find(({ name }) => name.getText(file) === callee.name.getText(file));
}

function functionNamed(name: string, file: ts.SourceFile): Callable | undefined {
  for (const statement of file.statements) {
    if (ts.isFunctionDeclaration(statement) && statement.name?.text === name) return statement;
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name: declared, initializer } of statement.declarationList.declarations) {
      const isIt = ts.isIdentifier(declared) && declared.text === name;
      if (isIt && initializer && (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer)))
        return initializer;
    }
  }
  return undefined;
}
