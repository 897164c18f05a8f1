-- Both databases take this as it is: what SQLite does not know by the name BYTEA it keeps as it comes.

-- The parts of a message that is more than its text, as a JSON array; absent for none.
ALTER TABLE messages ADD COLUMN parts TEXT;

-- Images and files, once per tenant and content, for as long as a conversation has them.
CREATE TABLE attachments (
  tenant  TEXT  NOT NULL,
  sha256  TEXT  NOT NULL,
  content BYTEA NOT NULL,
  PRIMARY KEY (tenant, sha256)
);

CREATE TABLE conversation_attachments (
  conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  sha256          TEXT NOT NULL,
  tenant          TEXT NOT NULL,
  -- As detected when it was first sent in this conversation.
  media_type      TEXT NOT NULL,
  PRIMARY KEY (conversation_id, sha256),
  FOREIGN KEY (tenant, sha256) REFERENCES attachments (tenant, sha256)
);

CREATE INDEX conversation_attachments_same ON conversation_attachments (tenant, sha256);
