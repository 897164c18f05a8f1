-- Both databases take this as it is.

-- What an answer can rest on, as the JSON array that its turn told; absent for none.
ALTER TABLE messages ADD COLUMN sources TEXT;
