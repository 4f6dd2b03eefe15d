import type { CsvFault, CsvFaultCode } from './csv-block.js';

/** What a message may name. */
interface FaultFacts {
  line?: number;
  encoding?: string;
  maxBytes?: number;
}

/** For people who have the file before them. */
export function csvFault(code: CsvFaultCode, facts: FaultFacts = {}): CsvFault {
  return { code, message: MESSAGES[code](facts) };
}

const MESSAGES: Record<CsvFaultCode, (facts: FaultFacts) => string> = {
  invalid_encoding: ({ encoding }) => `It has bytes that are no text in ${encoding}.`,
  nul_byte: () => 'It has a NUL byte.',
  invalid_quotes: () => 'A quote is closed within a field. Quotes within quotes are written twice.',
  unclosed_quote: ({ line }) => `The quote that opens on line ${line} is not closed.`,
  record_too_large: ({ maxBytes }) => `It is longer than ${maxBytes} bytes.`,
};
