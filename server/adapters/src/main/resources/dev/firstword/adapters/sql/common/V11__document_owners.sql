-- Both databases take this as it is.

-- Who uploaded a document: several users, if they uploaded the same one. Documents of earlier
-- versions have no entry and belong to their tenant alone.
CREATE TABLE document_owners (
  document_id TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
  tenant      TEXT NOT NULL,
  owner       TEXT NOT NULL,
  PRIMARY KEY (document_id, owner)
);

CREATE INDEX document_owners_of_user ON document_owners (tenant, owner);
CREATE INDEX jobs_of_user ON jobs (tenant, owner);
