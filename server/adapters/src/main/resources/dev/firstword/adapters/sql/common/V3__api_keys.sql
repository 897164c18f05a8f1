-- Both databases take this as it is.

CREATE TABLE api_keys (
  id            TEXT PRIMARY KEY,
  secret_digest TEXT   NOT NULL,
  tenant        TEXT   NOT NULL,
  owner         TEXT   NOT NULL,
  role          TEXT   NOT NULL,
  name          TEXT   NOT NULL,
  created_at    BIGINT NOT NULL,
  expires_at    BIGINT,
  revoked_at    BIGINT
);
