-- Settings of a server; null is the default that docs and dashboard name. Ceilings are those of protocol.md section 8.
ALTER TABLE portcullis.server
  ADD COLUMN call_timeout_seconds integer CONSTRAINT server_call_timeout_seconds_check CHECK (call_timeout_seconds BETWEEN 1 AND 900),
  ADD COLUMN idle_timeout_seconds integer CONSTRAINT server_idle_timeout_seconds_check CHECK (idle_timeout_seconds BETWEEN 1 AND 900),
  ADD COLUMN forward_headers text[] NOT NULL DEFAULT '{}',
  ADD COLUMN forward_methods text[] NOT NULL DEFAULT '{}',
  ADD COLUMN era_pin text CONSTRAINT server_era_pin_check CHECK (era_pin IN ('legacy', 'modern'));

-- Where an organization is told of what waits for it. The target is a secret: whoever knows a webhook's URL may write there.
CREATE TABLE portcullis.notification_channel (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('email', 'webhook', 'slack', 'teams')),
  name text NOT NULL,
  sealed_target text NOT NULL,
  -- What may be shown of the target: a host, or an address.
  target_hint text NOT NULL,
  enabled boolean NOT NULL DEFAULT true,
  created_by uuid,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  updated_at timestamptz(6) NOT NULL DEFAULT now(),
  CONSTRAINT notification_channel_pkey PRIMARY KEY (organization_id, id),
  CONSTRAINT notification_channel_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES portcullis.organization (id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX notification_channel_organization_id_name_key ON portcullis.notification_channel (organization_id, name);
ALTER TABLE portcullis.notification_channel ENABLE ROW LEVEL SECURITY;
ALTER TABLE portcullis.notification_channel FORCE ROW LEVEL SECURITY;
CREATE POLICY org_rows ON portcullis.notification_channel USING (organization_id = (SELECT portcullis.org())) WITH CHECK (organization_id = (SELECT portcullis.org()));

-- A link that sets a new password, once. Of the token only its hash is here.
CREATE TABLE portcullis.password_reset (
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  token_hash bytea NOT NULL,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  expires_at timestamptz(6) NOT NULL,
  used_at timestamptz(6),
  CONSTRAINT password_reset_pkey PRIMARY KEY (id),
  CONSTRAINT password_reset_user_id_fkey FOREIGN KEY (user_id) REFERENCES portcullis.user_account (id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX password_reset_token_hash_key ON portcullis.password_reset (token_hash);
CREATE INDEX password_reset_user_id_idx ON portcullis.password_reset (user_id);

-- An organization that was deleted: what is left of it for the operator, and how a gateway that missed the notification hears of it.
CREATE TABLE portcullis.deleted_organization (
  id uuid NOT NULL,
  slug text NOT NULL,
  revision bigint NOT NULL,
  deleted_by uuid,
  source text,
  deleted_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT deleted_organization_pkey PRIMARY KEY (id)
);
CREATE INDEX deleted_organization_deleted_at_idx ON portcullis.deleted_organization (deleted_at);

-- The audit log folds the many saves of one draft into one row: the neighbours of a row are those of its target.
CREATE INDEX audit_event_organization_id_target_id_id_idx ON portcullis.audit_event (organization_id, target_id, id);

-- Deletes what an organization did, once it is gone itself, some thousand rows at a time. Returns whether there may be more. The record of a
-- living organization is out of reach.
CREATE FUNCTION portcullis.purge_decisions_of(gone uuid) RETURNS boolean
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = portcullis, pg_temp AS $$
  WITH rows AS (
    DELETE FROM portcullis.decision d USING (
      SELECT organization_id, id FROM portcullis.decision
      WHERE organization_id = gone AND EXISTS (SELECT 1 FROM portcullis.deleted_organization o WHERE o.id = gone)
        AND NOT EXISTS (SELECT 1 FROM portcullis.organization o WHERE o.id = gone)
      ORDER BY id LIMIT 5000) old
    WHERE d.organization_id = old.organization_id AND d.id = old.id
    RETURNING 1)
  SELECT count(*) = 5000 FROM rows
$$;

CREATE OR REPLACE FUNCTION portcullis.changed_organizations() RETURNS TABLE (organization_id uuid, revision bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = portcullis, pg_temp AS $$
  SELECT id, revision FROM portcullis.organization WHERE changed_at > clock_timestamp() - interval '30 seconds'
  UNION ALL
  SELECT id, revision FROM portcullis.deleted_organization WHERE deleted_at > clock_timestamp() - interval '30 seconds'
$$;

CREATE POLICY auth_lookup ON portcullis.decision FOR SELECT TO pc_auth USING (true);
CREATE POLICY auth_purge ON portcullis.decision FOR DELETE TO pc_auth USING (true);
GRANT SELECT (organization_id, id), DELETE ON portcullis.decision TO pc_auth;
GRANT SELECT ON portcullis.deleted_organization TO pc_auth;

GRANT CREATE ON SCHEMA portcullis TO pc_auth;
ALTER FUNCTION portcullis.purge_decisions_of(uuid) OWNER TO pc_auth;
REVOKE CREATE ON SCHEMA portcullis FROM pc_auth;

REVOKE ALL ON FUNCTION portcullis.purge_decisions_of(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portcullis.purge_decisions_of(uuid) TO pc_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON portcullis.notification_channel, portcullis.password_reset TO pc_app;
GRANT INSERT ON portcullis.deleted_organization TO pc_app;
