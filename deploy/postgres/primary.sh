#!/bin/sh
# Runs once, when the primary's data directory is new: who may replicate, and what WAL is kept for whom.
set -eu
psql --set ON_ERROR_STOP=1 --set password="$REPLICATION_PASSWORD" --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
CREATE ROLE replicator LOGIN REPLICATION PASSWORD :'password';
SELECT pg_create_physical_replication_slot('replica_1', true), pg_create_physical_replication_slot('replica_2', true);
CREATE EXTENSION IF NOT EXISTS vector;
SQL
echo 'host replication replicator samenet scram-sha-256' >> "$PGDATA/pg_hba.conf"
