CREATE TABLE conversations (
  id         TEXT PRIMARY KEY,
  tenant     TEXT    NOT NULL,
  owner      TEXT    NOT NULL,
  title      TEXT    NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
);

CREATE INDEX conversations_newest ON conversations (tenant, owner, updated_at DESC);

CREATE TABLE turns (
  id                   TEXT PRIMARY KEY,
  tenant               TEXT    NOT NULL,
  owner                TEXT    NOT NULL,
  conversation_id      TEXT    NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  profile              TEXT    NOT NULL,
  user_message_id      TEXT    NOT NULL,
  assistant_message_id TEXT    NOT NULL,
  state                TEXT    NOT NULL,
  started_at           INTEGER NOT NULL,
  ended_at             INTEGER
);

CREATE INDEX turns_of_conversation ON turns (conversation_id);
CREATE INDEX turns_unfinished ON turns (started_at) WHERE ended_at IS NULL;

CREATE TABLE turn_logs (
  turn_id TEXT    NOT NULL REFERENCES turns (id) ON DELETE CASCADE,
  start   INTEGER NOT NULL,
  bytes   BLOB    NOT NULL,
  PRIMARY KEY (turn_id, start)
);

CREATE TABLE messages (
  id              TEXT PRIMARY KEY,
  conversation_id TEXT    NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  position        INTEGER NOT NULL,
  author          TEXT    NOT NULL,
  text            TEXT    NOT NULL,
  state           TEXT    NOT NULL,
  created_at      INTEGER NOT NULL,
  turn_id         TEXT    NOT NULL,
  UNIQUE (conversation_id, position)
);

CREATE TABLE idempotency_keys (
  tenant     TEXT    NOT NULL,
  key        TEXT    NOT NULL,
  digest     TEXT    NOT NULL,
  turn_id    TEXT    NOT NULL REFERENCES turns (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (tenant, key)
);
