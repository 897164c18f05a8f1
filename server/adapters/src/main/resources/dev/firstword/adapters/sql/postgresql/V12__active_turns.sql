-- The row of a turn changes once, when the turn ends. Nothing that changes then stands in an index or
-- in the condition of one, so that the update stays within its page and no index is written. Which
-- turns have not ended is a table of its own.

CREATE TABLE active_turns (
  tenant           TEXT   NOT NULL,
  owner            TEXT   NOT NULL,
  turn_id          TEXT   NOT NULL,
  node             TEXT   NOT NULL,
  origin           TEXT   NOT NULL,
  cancel_requested BIGINT,
  PRIMARY KEY (tenant, owner, turn_id)
);

INSERT INTO active_turns
  SELECT tenant, owner, id, node, origin, cancel_requested FROM turns WHERE ended_at IS NULL;

DROP INDEX turns_active;
ALTER TABLE turns DROP COLUMN cancel_requested;

-- Room for the changed row next to the one that it replaces.
ALTER TABLE turns SET (fillfactor = 80);
ALTER TABLE messages SET (fillfactor = 70);

-- Whoever deletes a turn deletes what it has here first. Checking that the turn exists would lock
-- its row for each piece that a running turn adds.
DO $$
DECLARE found RECORD;
BEGIN
  FOR found IN
    SELECT conrelid::regclass AS of_table, conname FROM pg_constraint
    WHERE contype = 'f' AND conrelid IN ('turn_chunks'::regclass, 'turn_logs'::regclass)
  LOOP
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', found.of_table, found.conname);
  END LOOP;
END $$;

-- What the turns of a node have added at one time, in one row. A turn that runs for long is moved to
-- turn_chunks from time to time, so that old rows can go. turn_hashes finds the rows of a turn.
CREATE TABLE turn_batches (
  node        TEXT      NOT NULL,
  written_at  BIGINT    NOT NULL,
  turn_hashes INTEGER[] NOT NULL,
  bytes       BYTEA     NOT NULL,
  PRIMARY KEY (node, written_at)
);
ALTER TABLE turn_batches ALTER COLUMN bytes SET STORAGE EXTERNAL; -- compressed already

-- Rows that are there for seconds: vacuum them before they spread.
ALTER TABLE turn_batches SET (
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000,
  toast.autovacuum_vacuum_scale_factor = 0, toast.autovacuum_vacuum_threshold = 1000);
ALTER TABLE turn_chunks SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000);
ALTER TABLE active_turns SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000);
