import { Injectable } from '@nestjs/common';
import { SNIFF_BYTES, sniffCsv } from '../../../platform/csv/sniff-csv.js';
import type { Principal } from '../../../shared/principal.js';
import type { Upload } from '../../uploads/upload.entity.js';
import { UploadsService } from '../../uploads/uploads.service.js';
import { ownColumns } from '../rejects/reject-columns.js';
import type { ImportOptionsDto } from './import-options.dto.js';
import type { ImportOptions } from '../targets/import-options.js';
import { importTarget } from '../targets/import-targets.js';
import { settleOptions } from '../targets/settle-options.js';

/** Makes of what somebody wants, and of how the file begins, what an import does. */
@Injectable()
export class ImportRequests {
  constructor(private readonly uploads: UploadsService) {}

  /** Throws `validation_failed` naming each wrong option, `permission_missing`, `upload_not_found`. */
  async settle(actor: Principal, upload: Upload, asked: ImportOptionsDto): Promise<ImportOptions> {
    const { target, delimiter, encoding, quote, header, ...given } = asked;
    const head = await this.uploads.head(upload.id, SNIFF_BYTES);
    const { dialect, columns } = sniffCsv(head, { delimiter, encoding, quote, header });
    return settleOptions(
      importTarget(target),
      given,
      { dialect, columns: ownColumns(columns) },
      actor.permissions,
    );
  }
}
