-- The row of a turn no longer changes while it runs. What it adds to its log is appended to
-- turn_chunks; when it ends, its whole log is stored in turn_logs, compressed. The logs of turns
-- that ended before this version stay in turn_chunks until they expire.

ALTER TABLE turn_logs RENAME TO turn_chunks;

CREATE TABLE turn_logs (
  turn_id  TEXT   PRIMARY KEY REFERENCES turns (id) ON DELETE CASCADE,
  ended_at BIGINT NOT NULL,
  bytes    BLOB NOT NULL
) WITHOUT ROWID;

CREATE INDEX turn_logs_age ON turn_logs (ended_at);

DROP INDEX turns_ended;
-- The index turns_active finds the unfinished turns too.
DROP INDEX turns_unfinished;

ALTER TABLE turns DROP COLUMN kept;
