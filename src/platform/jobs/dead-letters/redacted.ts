const REDACTED = '[redacted]';

/** Fields that are never shown, wherever they stand and whatever a definition says. */
const SECRET = /passw|secret|token|credential|authorization|cookie|api_?key|otp|recovery/i;

/** The same without what must not be seen. @param secrets fields of the payload itself, besides */
export function redacted(payload: unknown, secrets: readonly string[]): unknown {
  if (!isObject(payload)) return shown(payload);
  const fields = Object.entries(payload).map(([name, value]) => [
    name,
    secrets.includes(name) ? REDACTED : field(name, value),
  ]);
  return Object.fromEntries(fields) as unknown;
}

function shown(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shown);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, field(name, each)]));
}

function field(name: string, value: unknown): unknown {
  return SECRET.test(name) ? REDACTED : shown(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
