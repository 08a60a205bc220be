-- API keys: a machine's way in to the management API. Only an HMAC of a key is stored; what it may do is its scopes, and never more than its
-- creator's role allows at that moment.

CREATE TABLE portcullis.api_key (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  prefix text NOT NULL,
  hash bytea NOT NULL,
  pepper_version integer NOT NULL,
  scopes text[] NOT NULL,
  -- No foreign key: the list says whose key it was when the account is gone. Without a membership the key opens nothing.
  created_by uuid NOT NULL,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  expires_at timestamptz(6),
  revoked_at timestamptz(6),
  last_used_at timestamptz(6),
  CONSTRAINT api_key_pkey PRIMARY KEY (organization_id, id),
  CONSTRAINT api_key_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES portcullis.organization (id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX api_key_hash_idx ON portcullis.api_key (hash);
ALTER TABLE portcullis.api_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE portcullis.api_key FORCE ROW LEVEL SECURITY;
CREATE POLICY org_rows ON portcullis.api_key USING (organization_id = (SELECT portcullis.org())) WITH CHECK (organization_id = (SELECT portcullis.org()));

-- The one lookup that comes before the organization is known.
CREATE POLICY auth_lookup ON portcullis.api_key FOR SELECT TO pc_auth USING (true);
GRANT SELECT ON portcullis.api_key TO pc_auth;
CREATE FUNCTION portcullis.api_key_by_hash(key_hash bytea)
RETURNS TABLE (organization_id uuid, organization_slug text, key_id uuid, name text, scopes text[], user_id uuid, role text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = portcullis, pg_temp AS $$
  SELECT o.id, o.slug, k.id, k.name, k.scopes, m.user_id, m.role
  FROM portcullis.api_key k
  JOIN portcullis.organization o ON o.id = k.organization_id
  JOIN portcullis.membership m ON m.organization_id = k.organization_id AND m.user_id = k.created_by
  WHERE k.hash = key_hash AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > portcullis.now())
$$;
REVOKE ALL ON FUNCTION portcullis.api_key_by_hash(bytea) FROM PUBLIC;
GRANT CREATE ON SCHEMA portcullis TO pc_auth;
ALTER FUNCTION portcullis.api_key_by_hash(bytea) OWNER TO pc_auth;
REVOKE CREATE ON SCHEMA portcullis FROM pc_auth;
GRANT EXECUTE ON FUNCTION portcullis.api_key_by_hash(bytea) TO pc_app;

GRANT SELECT, INSERT ON portcullis.api_key TO pc_app;
-- A key is never given other rights: only its use, its end and the pepper of its hash change.
GRANT UPDATE (last_used_at, revoked_at, hash, pepper_version) ON portcullis.api_key TO pc_app;
