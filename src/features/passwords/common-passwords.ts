let list: Promise<ReadonlySet<string>> | undefined;

/**
 * Whether a password is among the commonest, without regard to case, or is one of those or a few characters over and
 * over again.
 */
export async function isCommonPassword(password: string): Promise<boolean> {
  const common = await (list ??= loadList());
  const lower = password.toLowerCase();
  const unit = repeatedUnit(lower);
  return common.has(lower) || common.has(unit) || (unit !== lower && unit.length < 6);
}

// Half a megabyte, which processes that take no passwords should not load.
async function loadList(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  return new Set(dictionary['passwords-common']);
}

/** The shortest text that the whole repeats: `abab` → `ab`; the whole itself when it repeats nothing. */
function repeatedUnit(text: string): string {
  const length = (text + text).indexOf(text, 1);
  return text.slice(0, length);
}
