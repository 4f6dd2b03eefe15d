import { Check, Entity, PrimaryColumn } from 'typeorm';

/** A word that posts are found by. Its name is its key, so that reading the tags of a post takes no join. */
@Entity('tags')
@Check('tags_name_check', `char_length("name") BETWEEN 1 AND 40`)
export class Tag {
  @PrimaryColumn('text', { collation: 'C', primaryKeyConstraintName: 'tags_pkey' })
  name!: string;
}
