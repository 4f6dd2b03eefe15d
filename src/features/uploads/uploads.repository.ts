import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { Upload } from './upload.entity.js';

@Injectable()
export class UploadsRepository {
  constructor(@InjectRepository(Upload) private readonly uploads: Repository<Upload>) {}

  async insert(upload: Pick<Upload, 'id' | 'userId' | 'state' | 'fileName'>): Promise<void> {
    await this.uploads.insert(upload);
  }

  /** Notes that all of it is there. Undefined when it was given up meanwhile. */
  async complete(id: string, content: Pick<Upload, 'bytes' | 'sha256'>): Promise<Upload | undefined> {
    const { affected } = await this.uploads.update(
      { id, state: 'uploading' },
      { ...content, state: 'uploaded' },
    );
    return affected === 1 ? this.find(id) : undefined;
  }

  async find(id: string): Promise<Upload | undefined> {
    return (await this.uploads.findOneBy({ id })) ?? undefined;
  }

  async delete(id: string): Promise<void> {
    await this.uploads.delete(id);
  }
}
