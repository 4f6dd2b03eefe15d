import { EntitySchema } from 'typeorm';

export interface UserRow {
  id: number;
  name: string;
  email: string;
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

/** The product's users. Its entity needs a compiler for its decorators. */
export const User = new EntitySchema<UserRow>({
  name: 'User',
  tableName: 'users',
  columns: {
    id: { type: 'bigint', primary: true, generated: true },
    name: { type: 'text' },
    email: { type: 'citext' },
    version: { type: 'integer', insert: false, update: false },
    createdAt: { name: 'created_at', type: 'timestamptz', insert: false, update: false },
    updatedAt: { name: 'updated_at', type: 'timestamptz', insert: false, update: false },
  },
});
