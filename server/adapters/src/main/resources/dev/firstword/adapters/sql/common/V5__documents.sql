-- Both databases take this as it is: what SQLite does not know by the name BYTEA it keeps as it comes.

CREATE TABLE documents (
  id            TEXT PRIMARY KEY,
  tenant        TEXT    NOT NULL,
  title         TEXT    NOT NULL,
  source        TEXT    NOT NULL,
  media_type    TEXT    NOT NULL,
  bytes         BIGINT  NOT NULL,
  digest        TEXT    NOT NULL,
  -- One that was deleted stays as 'deleted', without all that was in it: indexes have to hear of it.
  state         TEXT    NOT NULL,
  passages      INTEGER NOT NULL DEFAULT 0,
  -- The model whose vectors all its pieces have; empty for none.
  embedded_by   TEXT    NOT NULL DEFAULT '',
  failure       TEXT,
  created_at    BIGINT  NOT NULL,
  -- Of the tenant's documents, as of the newest change to this one; absent before the first.
  version       BIGINT,
  claimed_until BIGINT  NOT NULL DEFAULT 0,
  attempts      INTEGER NOT NULL DEFAULT 0
);

CREATE UNIQUE INDEX documents_same ON documents (tenant, digest)
  WHERE state IN ('processing', 'ready');
CREATE INDEX documents_newest ON documents (tenant, created_at DESC, id DESC)
  WHERE state <> 'deleted';
CREATE INDEX documents_changes ON documents (tenant, version) WHERE version IS NOT NULL;
CREATE INDEX documents_to_do ON documents (state, embedded_by);

CREATE TABLE document_contents (
  document_id TEXT PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
  content     BYTEA NOT NULL
);

CREATE TABLE document_chunks (
  document_id TEXT    NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  position    INTEGER NOT NULL,
  heading     TEXT    NOT NULL,
  text        TEXT    NOT NULL,
  -- Who made the vector, and its numbers: 4 bytes each, the lowest first.
  model       TEXT,
  vector      BYTEA,
  PRIMARY KEY (document_id, position)
);

CREATE TABLE document_versions (
  tenant  TEXT PRIMARY KEY,
  version BIGINT NOT NULL
);
