import ts from 'typescript';

/** Texts that variables have at a place; undefined for one whose text is not known. */
export type Bindings = Map<string, string | undefined>;

/**
 * The text of an expression. What of it only the running program knows becomes a word of its own, the same for the same
 * expression, so that a name made of it is compared with itself. Undefined where nothing of it is known.
 */
export function textOf(node: ts.Node, bindings: Bindings, file: ts.SourceFile): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node))
    return textOf(node.expression, bindings, file);
  if (ts.isTemplateExpression(node)) return textOfTemplate(node, bindings, file);
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const [left, right] = [node.left, node.right].map((side) => textOf(side, bindings, file));
    return left === undefined || right === undefined ? undefined : left + right;
  }
  if (!ts.isIdentifier(node)) return undefined;
  if (bindings.has(node.text)) return bindings.get(node.text);
  const value = constantNamed(node.text, file);
  return value && textOf(value, new Map(), file);
}

/** The texts of a list; undefined when it is none, or one of them is not known. */
export function valuesOf(node: ts.Node, bindings: Bindings, file: ts.SourceFile): string[] | undefined {
  if (ts.isAsExpression(node)) return valuesOf(node.expression, bindings, file);
  if (ts.isIdentifier(node)) {
    const value = constantNamed(node.text, file);
    return value && valuesOf(value, new Map(), file);
  }
  if (!ts.isArrayLiteralExpression(node)) return undefined;
  const values = node.elements.map((element) => textOf(element, bindings, file));
  return values.every((value) => value !== undefined) ? values : undefined;
}

function textOfTemplate(node: ts.TemplateExpression, bindings: Bindings, file: ts.SourceFile): string {
  const spans = node.templateSpans.map(({ expression, literal }) => {
    const unknown = `__${expression.getText(file).replace(/\W+/g, '_')}__`;
    return (textOf(expression, bindings, file) ?? unknown) + literal.text;
  });
  return node.head.text + spans.join('');
}

function constantNamed(name: string, file: ts.SourceFile): ts.Expression | undefined {
  let found: ts.Expression | undefined;
  const visit = (node: ts.Node): void => {
    const isConstant =
      ts.isVariableDeclaration(node) &&
      ts.isIdentifier(node.name) &&
      node.name.text === name &&
      ts.isVariableDeclarationList(node.parent) &&
      (node.parent.flags & ts.NodeFlags.Const) !== 0;
    if (isConstant) found ??= node.initializer;
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}
