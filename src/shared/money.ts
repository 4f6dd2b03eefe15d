import { AppError } from './app-error.js';

/**
 * Currencies that wallets can have, and how many decimals their minor unit has (ISO 4217, list one). The names are
 * stored; one may be added at any time.
 */
export const CURRENCIES = { CHF: 2, EUR: 2, GBP: 2, JPY: 0, KWD: 3, SEK: 2, USD: 2 } as const;
export type Currency = keyof typeof CURRENCIES;

/** The most that one transfer moves. */
export const MAX_AMOUNT = 10n ** 15n;

/** A positive amount of one currency. */
export interface Money {
  /** In minor units: cents of EUR, yen of JPY. */
  amount: bigint;
  currency: Currency;
}

/**
 * Reads what a client says of money: `amount` is a positive number of minor units in decimal digits. Throws AppError
 * `currency_unsupported`, `amount_malformed`, `amount_zero`, `amount_negative`, `amount_fraction` and
 * `amount_too_large`.
 */
export function parseMoney(amount: string, currency: string): Money {
  return { currency: parseCurrency(currency), amount: parseAmount(amount) };
}

/** Throws AppError `currency_unsupported`. */
function parseCurrency(text: string): Currency {
  if (Object.hasOwn(CURRENCIES, text)) return text as Currency;
  throw refused(
    'currency',
    'currency_unsupported',
    `currency must be one of ${Object.keys(CURRENCIES).join(', ')}.`,
  );
}

/** `1234` minor units of EUR are `12.34`, of JPY `1234`. */
export function formatAmount(amount: bigint, currency: Currency): string {
  const decimals = CURRENCIES[currency];
  const digits = String(amount < 0n ? -amount : amount).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  return `${amount < 0n ? '-' : ''}${whole}${decimals === 0 ? '' : `.${digits.slice(-decimals)}`}`;
}

function parseAmount(text: string): bigint {
  if (/^-\d/.test(text)) throw refused('amount', 'amount_negative', 'amount must be positive.');
  if (/^\d+[.,]\d+$/.test(text))
    throw refused(
      'amount',
      'amount_fraction',
      'amount must be a whole number of minor units, such as cents.',
    );
  if (/^0+$/.test(text)) throw refused('amount', 'amount_zero', 'amount must be at least 1.');
  if (!/^[1-9]\d*$/.test(text))
    throw refused('amount', 'amount_malformed', 'amount must be decimal digits without leading zeros.');
  // The length first, because reading a million digits takes long.
  if (text.length > String(MAX_AMOUNT).length || BigInt(text) > MAX_AMOUNT)
    throw refused('amount', 'amount_too_large', `amount must be at most ${MAX_AMOUNT}.`);
  return BigInt(text);
}

function refused(field: string, reason: string, message: string): AppError {
  return new AppError('invalid', reason, message, { errors: [{ field, code: reason, message }] });
}
