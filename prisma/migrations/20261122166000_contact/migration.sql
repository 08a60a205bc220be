-- What visitors of the public pages write to whoever runs the installation. It belongs to no organization, and the dashboard that takes it
-- in cannot read it back: only the database's owner can, by `portcullis contact list`.
CREATE TABLE portcullis.contact_message (
  id uuid NOT NULL,
  name text NOT NULL,
  email text NOT NULL,
  message text NOT NULL,
  -- Whose network it came from, as a keyed hash: to count by, not to find anybody.
  network text NOT NULL,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  CONSTRAINT contact_message_pkey PRIMARY KEY (id),
  CONSTRAINT contact_message_length_check CHECK (length(name) <= 100 AND length(email) <= 254 AND length(message) <= 5000)
);
CREATE INDEX contact_message_created_at_idx ON portcullis.contact_message (created_at);
GRANT INSERT, SELECT (network, created_at) ON portcullis.contact_message TO pc_app;
