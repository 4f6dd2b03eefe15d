#!/bin/sh
# A new replica copies the primary first; an old one goes on from its own data.
set -eu
primary="host=$PRIMARY_HOST user=replicator password=$REPLICATION_PASSWORD application_name=$REPLICATION_SLOT"
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  install -d -o postgres -g postgres -m 700 "$PGDATA"
  # --write-recovery-conf leaves standby.signal, the connection and the slot for the server to start with.
  until gosu postgres pg_basebackup --pgdata="$PGDATA" --dbname="$primary" --slot="$REPLICATION_SLOT" \
    --wal-method=stream --checkpoint=fast --write-recovery-conf; do
    find "$PGDATA" -mindepth 1 -delete
    sleep 1
  done
fi
exec docker-entrypoint.sh postgres "$@"
