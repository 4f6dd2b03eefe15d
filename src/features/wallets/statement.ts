import Papa from 'papaparse';
import { type Currency, formatAmount } from '../../shared/money.js';
import type { EntryView } from './wallet-entries.repository.js';

/** The columns of a statement; amounts in major units, such as -12.50. */
export const STATEMENT_HEAD = 'time,transfer,kind,other_user,memo,amount,balance,currency\r\n';

/** Entries as lines of CSV (RFC 4180). */
export function statementLines(entries: readonly EntryView[], currency: Currency): string {
  if (entries.length === 0) return '';
  return `${Papa.unparse(entries.map((entry) => cellsOf(entry, currency)))}\r\n`;
}

function cellsOf(entry: EntryView, currency: Currency): string[] {
  return [
    entry.createdAt.toISOString(),
    String(entry.transferId),
    entry.kind,
    String(entry.otherUserId ?? ''),
    inertText(entry.memo ?? ''),
    formatAmount(BigInt(entry.amount), currency),
    formatAmount(BigInt(entry.balanceAfter), currency),
    currency,
  ];
}

// What somebody else typed must not become a formula in a spreadsheet: what could begin one is marked as text, as OWASP
// advises. The wide forms count too: some programs take them for the narrow ones.
function inertText(text: string): string {
  return /^\s*[=+\-@|%＝＋－＠]/.test(text) ? `'${text}` : text;
}
