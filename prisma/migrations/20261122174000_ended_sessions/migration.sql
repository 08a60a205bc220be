-- Legacy sessions that have ended (protocol.md D3), until their greatest age: whoever starts later must not take their ids for live ones. A tag
-- is what a sealed session id is known by; it opens nothing, and says nothing of the organization.
CREATE TABLE portcullis.ended_session (
  tag text NOT NULL CHECK (length(tag) BETWEEN 1 AND 64),
  issued_at timestamptz(6) NOT NULL,
  CONSTRAINT ended_session_pkey PRIMARY KEY (tag)
);
CREATE INDEX ended_session_issued_at_idx ON portcullis.ended_session (issued_at);
GRANT SELECT, INSERT, DELETE ON portcullis.ended_session TO pc_gateway;
-- What FOR UPDATE SKIP LOCKED asks for; nothing of a row is ever changed.
GRANT UPDATE (issued_at) ON portcullis.ended_session TO pc_gateway;
