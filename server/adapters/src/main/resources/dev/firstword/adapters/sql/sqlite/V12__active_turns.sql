-- Which turns have not ended is a table of its own; see the script for PostgreSQL.

CREATE TABLE active_turns (
  tenant           TEXT   NOT NULL,
  owner            TEXT   NOT NULL,
  turn_id          TEXT   NOT NULL,
  node             TEXT   NOT NULL,
  origin           TEXT   NOT NULL,
  cancel_requested BIGINT,
  PRIMARY KEY (tenant, owner, turn_id)
) WITHOUT ROWID;

INSERT INTO active_turns
  SELECT tenant, owner, id, node, origin, cancel_requested FROM turns WHERE ended_at IS NULL;

DROP INDEX turns_active;
ALTER TABLE turns DROP COLUMN cancel_requested;
