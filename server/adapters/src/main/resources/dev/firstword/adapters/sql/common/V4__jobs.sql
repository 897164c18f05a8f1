-- Both databases take this as it is.

CREATE TABLE jobs (
  id               TEXT PRIMARY KEY,
  tenant           TEXT    NOT NULL,
  owner            TEXT    NOT NULL,
  -- Both are there once the first turn has begun.
  conversation_id  TEXT REFERENCES conversations (id) ON DELETE CASCADE,
  turn_id          TEXT,
  request          TEXT    NOT NULL,
  traceparent      TEXT,
  webhook_url      TEXT,
  idempotency_key  TEXT,
  digest           TEXT    NOT NULL,
  attempts         INTEGER NOT NULL,
  cancel_requested BIGINT,
  created_at       BIGINT  NOT NULL,
  -- When its end was noticed. How it ended, its turn tells.
  ended_at         BIGINT
);

CREATE UNIQUE INDEX jobs_key ON jobs (tenant, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE UNIQUE INDEX jobs_turn ON jobs (turn_id) WHERE turn_id IS NOT NULL;
CREATE INDEX jobs_open ON jobs (created_at) WHERE ended_at IS NULL;
CREATE INDEX jobs_of_conversation ON jobs (conversation_id);

CREATE TABLE webhooks (
  id              TEXT PRIMARY KEY,
  job_id          TEXT    NOT NULL UNIQUE REFERENCES jobs (id) ON DELETE CASCADE,
  tenant          TEXT    NOT NULL,
  url             TEXT    NOT NULL,
  host            TEXT    NOT NULL,
  payload         TEXT    NOT NULL,
  state           TEXT    NOT NULL,
  attempts        INTEGER NOT NULL,
  next_attempt_at BIGINT,
  claimed_until   BIGINT  NOT NULL,
  last_status     INTEGER
);

CREATE INDEX webhooks_due ON webhooks (next_attempt_at) WHERE next_attempt_at IS NOT NULL;

CREATE TABLE disabled_webhooks (
  tenant      TEXT   NOT NULL,
  url         TEXT   NOT NULL,
  disabled_at BIGINT NOT NULL,
  PRIMARY KEY (tenant, url)
);
