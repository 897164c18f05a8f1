-- Both databases take this as it is.

-- What clients gave a running turn through another node than its own. That node takes it within a
-- second.
CREATE TABLE turn_inputs (
  turn_id  TEXT    NOT NULL REFERENCES turns (id) ON DELETE CASCADE,
  kind     TEXT    NOT NULL,
  -- The id of the tool call, or empty.
  call_id  TEXT    NOT NULL,
  content  TEXT    NOT NULL,
  is_error INTEGER NOT NULL,
  PRIMARY KEY (turn_id, kind, call_id)
);
