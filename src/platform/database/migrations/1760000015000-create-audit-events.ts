import type { MigrationInterface, QueryRunner } from 'typeorm';

const INDEXES = {
  audit_events_occurred_at_idx: '"occurred_at", "id"',
  audit_events_action_idx: '"action", "occurred_at", "id"',
  audit_events_actor_id_idx: '"actor_id", "occurred_at", "id"',
  audit_events_target_idx: '"target_type", "target_id", "occurred_at", "id"',
  audit_events_address_idx: '"address", "occurred_at", "id"',
};

export class CreateAuditEvents1760000015000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE "audit_events" (
        "id" bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
        "occurred_at" timestamptz(3) NOT NULL DEFAULT now(),
        "action" text NOT NULL,
        "actor_id" bigint,
        "actor_role" text,
        "actor_method" text,
        "target_type" text,
        "target_id" text,
        "address" inet,
        "agent" text,
        "request_id" text,
        "details" jsonb NOT NULL DEFAULT '{}',
        CONSTRAINT "audit_events_pkey" PRIMARY KEY ("id")
      )`);
    for (const [name, columns] of Object.entries(INDEXES)) {
      await queryRunner.query(`CREATE INDEX "${name}" ON "audit_events" (${columns})`);
    }
    await appendOnly(queryRunner);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "audit_events"`);
    await queryRunner.query(`DROP FUNCTION refuse_audit_change()`);
  }
}

// A switch that the retention turns on for its transaction keeps accidents out, but whoever can run SQL can turn it on
// as well: so the age is checked too, and nobody removes the traces of the last 30 days. Partitions by month, dropped
// when old, would do without the switch, but DROP TABLE fires no trigger: they would protect nothing.
async function appendOnly(queryRunner: QueryRunner): Promise<void> {
  await queryRunner.query(`
    CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'DELETE' AND current_setting('groundwork.audit_retention', true) = 'on' THEN
        IF OLD.occurred_at < now() - interval '30 days' THEN
          RETURN OLD;
        END IF;
      END IF;
      RAISE EXCEPTION 'audit_events is append-only' USING ERRCODE = 'insufficient_privilege';
    END $$`);
  await queryRunner.query(`
    CREATE TRIGGER audit_events_append_only BEFORE UPDATE OR DELETE ON "audit_events"
    FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()`);
  await queryRunner.query(`
    CREATE TRIGGER audit_events_no_truncate BEFORE TRUNCATE ON "audit_events"
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()`);
  // Also in sessions that replay changes (session_replication_role = replica), where triggers rest otherwise.
  for (const trigger of ['audit_events_append_only', 'audit_events_no_truncate']) {
    await queryRunner.query(`ALTER TABLE "audit_events" ENABLE ALWAYS TRIGGER ${trigger}`);
  }
}
