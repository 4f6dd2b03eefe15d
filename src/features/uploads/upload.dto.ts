import type { Upload } from './upload.entity.js';

export class UploadDto {
  /** @example 0199c1d4-7d2f-7c3a-9a55-0c2f6e1f7b10 */
  id!: string;

  /**
   * As its sender called it, on one line and cut.
   * @example people.csv
   */
  fileName?: string;

  /**
   * Of its content, unpacked.
   * @example 73400320
   */
  bytes!: number;

  /**
   * Of its content, unpacked.
   * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
   */
  sha256!: string;

  /** @example 2026-01-31T09:30:00.000Z */
  createdAt!: Date;

  constructor(upload: Upload) {
    this.id = upload.id;
    this.fileName = upload.fileName ?? undefined;
    this.bytes = upload.bytes ?? 0;
    this.sha256 = upload.sha256 ?? '';
    this.createdAt = upload.createdAt;
  }

  /** What was sent never changes. */
  entityTag(): string {
    return `"${this.id}"`;
  }
}
