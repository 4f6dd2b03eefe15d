import { withClient } from '../with-client.ts';

export type WayName = 'row' | 'changes' | 'slots';

interface Way {
  name: string;
  /** Where its tables and triggers are. */
  schema: string;
  /** What is added up; the counter comes first. */
  tables: readonly [string, ...string[]];
}

/** Ways to count likes in their transaction. The last one is the product's, as its migrations make it. */
export const WAYS: Record<WayName, Way> = {
  row: { name: 'the row of the post', schema: 'in_row', tables: ['post_counters'] },
  changes: {
    name: 'a row for each change',
    schema: 'in_changes',
    tables: ['post_counters', 'post_like_changes'],
  },
  slots: { name: 'the row or a free slot', schema: 'public', tables: ['post_counters', 'post_like_slots'] },
};

export async function makeWays(url: string): Promise<void> {
  await withClient(url, async (client) => {
    for (const schema of [WAYS.row.schema, WAYS.changes.schema]) await client.query(tablesIn(schema));
    await client.query(`
      CREATE TABLE in_changes.post_like_changes (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, post_id bigint NOT NULL, like_count integer NOT NULL);
      CREATE INDEX ON in_changes.post_like_changes (post_id)`);
    await client.query(triggersIn(WAYS.row.schema, { added: ADDED_TO_ROW, gone: GONE_FROM_ROW }));
    const append = (rows: string, count: string) =>
      `INSERT INTO post_like_changes (post_id, like_count) SELECT post_id, ${count} FROM ${rows} GROUP BY post_id`;
    const triggers = { added: append('added', 'count(*)'), gone: append('gone', '-count(*)') };
    await client.query(triggersIn(WAYS.changes.schema, triggers));
  });
}

const tablesIn = (schema: string) => `
  CREATE SCHEMA ${schema};
  CREATE TABLE ${schema}.post_likes (LIKE post_likes INCLUDING ALL,
    FOREIGN KEY (post_id) REFERENCES posts ON DELETE CASCADE,
    FOREIGN KEY (user_id) REFERENCES users ON DELETE CASCADE);
  CREATE TABLE ${schema}.post_counters (LIKE post_counters INCLUDING ALL,
    FOREIGN KEY (post_id) REFERENCES posts ON DELETE CASCADE)`;

const triggersIn = (schema: string, { added, gone }: { added: string; gone: string }) => `
  CREATE FUNCTION ${schema}.count_added() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN ${added}; RETURN NULL; END $$;
  CREATE FUNCTION ${schema}.count_gone() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN ${gone}; RETURN NULL; END $$;
  CREATE TRIGGER count_added AFTER INSERT ON ${schema}.post_likes REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION ${schema}.count_added();
  CREATE TRIGGER count_gone AFTER DELETE ON ${schema}.post_likes REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION ${schema}.count_gone()`;

// As the product counted before it had slots.
const ADDED_TO_ROW = `
  INSERT INTO post_counters (post_id, like_count)
  SELECT post_id, count(*) FROM added GROUP BY post_id ORDER BY post_id
  ON CONFLICT (post_id) DO UPDATE SET like_count = post_counters.like_count + EXCLUDED.like_count`;

const GONE_FROM_ROW = `
  WITH fewer AS MATERIALIZED (
    SELECT post_id, count(*) AS likes FROM gone GROUP BY post_id
  ), locked AS MATERIALIZED (
    SELECT post_id FROM post_counters WHERE post_id IN (SELECT post_id FROM fewer) ORDER BY post_id FOR UPDATE
  )
  UPDATE post_counters SET like_count = post_counters.like_count - fewer.likes
  FROM fewer JOIN locked USING (post_id) WHERE post_counters.post_id = locked.post_id`;
