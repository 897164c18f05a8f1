-- Both databases take this as it is: what SQLite does not know by the name BYTEA it keeps as it comes.

-- What a turn needs to go on, on any node, while its tools run.
CREATE TABLE suspended_turns (
  turn_id TEXT    NOT NULL PRIMARY KEY REFERENCES turns (id) ON DELETE CASCADE,
  -- The number of the step whose tools run.
  step    INTEGER NOT NULL,
  state   BYTEA   NOT NULL
);
