-- Both databases take this as it is.

-- What started a conversation: 'chat', 'job', 'api', or what its client called it.
ALTER TABLE conversations ADD COLUMN origin TEXT NOT NULL DEFAULT 'chat';
-- The turn that took the place of a message, or of one before it; absent while it is current.
ALTER TABLE messages ADD COLUMN replaced_by TEXT;

UPDATE conversations SET origin = 'job' WHERE NOT EXISTS
  (SELECT 1 FROM turns WHERE conversation_id = conversations.id AND turns.origin <> 'job');
