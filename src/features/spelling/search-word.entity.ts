import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Language } from '../../shared/languages.js';

/** A word as it stands in titles of published posts of a language, as of when the list was last made. */
@Entity('search_words')
// GiST with gist_trgm_ops, for the words most like another: TypeORM cannot describe operator classes.
@Index('search_words_word_trgm_idx', { synchronize: false })
export class SearchWord {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'search_words_pkey' })
  language!: Language;

  /** In lower case. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'search_words_pkey' })
  word!: string;

  /** In how many titles it stands. */
  @Column('bigint')
  posts!: number;
}
