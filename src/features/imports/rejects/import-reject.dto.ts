import { OmitType } from '@nestjs/swagger';
import type { PageMetaDto } from '../../../platform/http/page.dto.js';
import { PageQueryDto } from '../../../platform/http/page-query.dto.js';
import type { RejectedRow, RowFault } from './row-fault.js';

/** By cursor only: the import itself says how many there are. */
export class ListRejectsQueryDto extends OmitType(PageQueryDto, ['page']) {}

export class RowFaultDto {
  /**
   * Of the file; absent when it is the row as a whole.
   * @example E-mail
   */
  column?: string;

  /**
   * Of the target; absent when it is the row as a whole.
   * @example email
   */
  field?: string;

  /** @example isEmail */
  code!: string;

  /** @example "email must be an e-mail address" */
  message!: string;

  /**
   * The text that is wrong, its first 200 characters.
   * @example "ada@"
   */
  value?: string;

  constructor(fault: RowFault) {
    this.column = fault.column ?? undefined;
    this.field = fault.field ?? undefined;
    this.code = fault.code;
    this.message = fault.message;
    this.value = fault.value ?? undefined;
  }
}

export class ImportRejectDto {
  /**
   * From 1, the header not counted.
   * @example 17
   */
  row!: number;

  /**
   * Of the file, where the row begins; from 1.
   * @example 18
   */
  line!: number;

  /**
   * As the file has them.
   * @example ["Ada Lovelace", "ada@"]
   */
  fields!: string[];

  faults!: RowFaultDto[];

  constructor(reject: RejectedRow) {
    this.row = reject.row;
    this.line = reject.line;
    this.fields = reject.fields;
    this.faults = reject.faults.map((fault) => new RowFaultDto(fault));
  }
}

export class ImportRejectListDto {
  data!: ImportRejectDto[];
  meta!: PageMetaDto;
}
