/**
 * The first member, as a dotted path, that is named like something every object inherits (`constructor`, `toString`).
 * class-transformer drops those before the validation could call them unknown. The parser bounds the recursion.
 */
export function inheritedName(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, member] of Object.entries(value)) {
    if (name in Object.prototype) return name;
    const below = inheritedName(member);
    if (below !== undefined) return `${name}.${below}`;
  }
  return undefined;
}
