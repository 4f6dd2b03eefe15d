import { decodeAnyway, decodeText, decodeUtf16, unitBytes } from '../csv-encoding.js';
import type { CsvDialect } from '../csv-dialect.js';

/**
 * Bytes seen as units: one for each byte, or for each two with UTF-16. Delimiters, quotes and line ends are ASCII and so
 * stand there as they are, whatever is wrong with the rest, and a place in it is a place in the file.
 */
export class CsvView {
  readonly units: string;
  readonly unitBytes: 1 | 2;

  constructor(
    private readonly bytes: Buffer,
    private readonly dialect: CsvDialect,
    /** Whether the file ends with them. Then there is a line end at the end of the view, whether the file has it or not. */
    readonly last: boolean,
  ) {
    this.unitBytes = unitBytes(dialect.encoding);
    const units =
      this.unitBytes === 1
        ? bytes.toString('latin1')
        : decodeUtf16(last ? bytes : evenPart(bytes), dialect.encoding);
    this.units = last && !units.endsWith(dialect.newline) ? units + dialect.newline : units;
  }

  /** Undefined when it is not text of the encoding. */
  text(from: number, to: number): string | undefined {
    if (this.unitBytes === 1) return decodeText(this.bytes.subarray(from, to), this.dialect.encoding);
    const text = this.units.slice(from, to);
    return text.isWellFormed() ? text : undefined;
  }

  /** With U+FFFD for what cannot be shown. */
  textAnyway(from: number, to: number): string {
    const text =
      this.unitBytes === 1
        ? decodeAnyway(this.bytes.subarray(from, to), this.dialect.encoding)
        : this.units.slice(from, to).toWellFormed();
    return text.replaceAll('\0', '\ufffd');
  }

  bytesBefore(unit: number): number {
    return Math.min(unit * this.unitBytes, this.bytes.length);
  }
}

function evenPart(bytes: Buffer): Buffer {
  return bytes.subarray(0, bytes.length & ~1);
}
