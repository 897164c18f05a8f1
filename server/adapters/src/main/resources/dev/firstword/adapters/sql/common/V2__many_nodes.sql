-- Both databases take this as it is.

ALTER TABLE turns ADD COLUMN node TEXT NOT NULL DEFAULT '';
ALTER TABLE turns ADD COLUMN origin TEXT NOT NULL DEFAULT 'live';
-- How many bytes of the log are kept; -1 once the log was forgotten.
ALTER TABLE turns ADD COLUMN kept BIGINT NOT NULL DEFAULT 0;
ALTER TABLE turns ADD COLUMN same_as TEXT;
ALTER TABLE turns ADD COLUMN cancel_requested BIGINT;

UPDATE turns SET kept =
  coalesce((SELECT max(start + length(bytes)) FROM turn_logs WHERE turn_id = turns.id), 0);

CREATE INDEX turns_same ON turns (same_as, started_at) WHERE same_as IS NOT NULL;
CREATE INDEX turns_active ON turns (tenant, owner) WHERE ended_at IS NULL;
CREATE INDEX turns_ended ON turns (ended_at) WHERE ended_at IS NOT NULL AND kept > 0;
CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);

CREATE TABLE nodes (
  id         TEXT PRIMARY KEY,
  expires_at BIGINT NOT NULL
);
