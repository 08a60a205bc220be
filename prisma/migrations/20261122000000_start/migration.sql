-- Everything lives in one schema. The tenant is the organization: each table that one owns has organization_id NOT NULL, keys that
-- start with it and row-level security, enabled and forced (docs: security.md, "Tenant isolation").
CREATE SCHEMA IF NOT EXISTS portcullis;

-- Runtime roles. They get their passwords, and with them the right to log in, from the migration runner; never a right above RLS.
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['pc_app', 'pc_gateway', 'pc_auth'] LOOP
    BEGIN
      EXECUTE format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE', name);
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- roles belong to the cluster, which may hold other databases
    END;
  END LOOP;
END $$;
GRANT USAGE ON SCHEMA portcullis TO pc_app, pc_gateway, pc_auth;

-- The organization of the current transaction. '' is what a pooled connection keeps after SET LOCAL.
CREATE FUNCTION portcullis.org() RETURNS uuid LANGUAGE sql STABLE AS
  $$ SELECT NULLIF(current_setting('app.org', true), '')::uuid $$;

-- The one clock of limits and freshness.
CREATE FUNCTION portcullis.now() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$ SELECT clock_timestamp() $$;

-- Tables ---------------------------------------------------------------------------------------------------------------------------

CREATE TABLE portcullis.organization (
  id uuid NOT NULL,
  slug text NOT NULL,
  name text NOT NULL,
  revision bigint NOT NULL DEFAULT 0,
  changed_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  CONSTRAINT organization_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX organization_slug_key ON portcullis.organization (slug);
CREATE INDEX organization_changed_at_idx ON portcullis.organization (changed_at);

CREATE TABLE portcullis.user_account (
  id uuid NOT NULL,
  email text NOT NULL,
  name text NOT NULL,
  password_hash text,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  CONSTRAINT user_account_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX user_account_email_key ON portcullis.user_account (email);

CREATE TABLE portcullis.user_identity (
  provider text NOT NULL,
  provider_account_id text NOT NULL,
  user_id uuid NOT NULL,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  CONSTRAINT user_identity_pkey PRIMARY KEY (provider, provider_account_id),
  CONSTRAINT user_identity_user_id_fkey FOREIGN KEY (user_id) REFERENCES portcullis.user_account (id) ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE TABLE portcullis.user_session (
  id uuid NOT NULL,
  token_hash bytea NOT NULL,
  user_id uuid NOT NULL,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  last_seen_at timestamptz(6) NOT NULL DEFAULT now(),
  expires_at timestamptz(6) NOT NULL,
  revoked_at timestamptz(6),
  source text,
  user_agent text,
  CONSTRAINT user_session_pkey PRIMARY KEY (id),
  CONSTRAINT user_session_user_id_fkey FOREIGN KEY (user_id) REFERENCES portcullis.user_account (id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX user_session_token_hash_key ON portcullis.user_session (token_hash);
CREATE INDEX user_session_user_id_idx ON portcullis.user_session (user_id);

-- Failed and tried sign-ins, counted per account and per source (security.md section 12).
CREATE TABLE portcullis.sign_in_attempt (
  scope text NOT NULL,
  key text NOT NULL,
  window_start timestamptz(6) NOT NULL,
  count integer NOT NULL,
  CONSTRAINT sign_in_attempt_pkey PRIMARY KEY (scope, key)
);

CREATE TABLE portcullis.membership (
  organization_id uuid NOT NULL,
  user_id uuid NOT NULL,
  role text NOT NULL CHECK (role IN ('owner', 'admin', 'policy_manager', 'approver', 'viewer')),
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  CONSTRAINT membership_pkey PRIMARY KEY (organization_id, user_id),
  CONSTRAINT membership_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES portcullis.organization (id) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT membership_user_id_fkey FOREIGN KEY (user_id) REFERENCES portcullis.user_account (id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX membership_user_id_idx ON portcullis.membership (user_id);

CREATE TABLE portcullis.invitation (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  email text NOT NULL,
  role text NOT NULL CHECK (role IN ('owner', 'admin', 'policy_manager', 'approver', 'viewer')),
  token_hash bytea NOT NULL,
  invited_by uuid,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  expires_at timestamptz(6) NOT NULL,
  accepted_at timestamptz(6),
  CONSTRAINT invitation_pkey PRIMARY KEY (organization_id, id),
  CONSTRAINT invitation_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES portcullis.organization (id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX invitation_token_hash_idx ON portcullis.invitation (token_hash);

CREATE TABLE portcullis.server (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  slug text NOT NULL,
  name text NOT NULL,
  url text NOT NULL,
  enabled boolean NOT NULL DEFAULT true,
  sealed_headers text,
  header_names text[] NOT NULL DEFAULT '{}',
  era text NOT NULL CHECK (era IN ('legacy', 'modern', 'dual')),
  protocol_version text NOT NULL,
  supported_versions text[] NOT NULL DEFAULT '{}',
  server_info jsonb,
  capabilities jsonb,
  discovered_at timestamptz(6) NOT NULL,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  CONSTRAINT server_pkey PRIMARY KEY (organization_id, id),
  CONSTRAINT server_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES portcullis.organization (id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX server_organization_id_slug_key ON portcullis.server (organization_id, slug);

-- A definition is kept as the text that the server sent: its digest is over that whole, and a person reads exactly that.
CREATE TABLE portcullis.tool (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  server_id uuid NOT NULL,
  name text NOT NULL,
  definition text NOT NULL,
  digest bytea NOT NULL,
  position integer NOT NULL,
  first_seen_at timestamptz(6) NOT NULL DEFAULT now(),
  changed_at timestamptz(6) NOT NULL DEFAULT now(),
  CONSTRAINT tool_pkey PRIMARY KEY (organization_id, id),
  CONSTRAINT tool_organization_id_server_id_fkey FOREIGN KEY (organization_id, server_id) REFERENCES portcullis.server (organization_id, id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX tool_organization_id_server_id_name_key ON portcullis.tool (organization_id, server_id, name);

CREATE TABLE portcullis.policy (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  server_id uuid NOT NULL,
  name text NOT NULL,
  draft text,
  draft_revision integer NOT NULL DEFAULT 0,
  live_version integer,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  updated_at timestamptz(6) NOT NULL DEFAULT now(),
  CONSTRAINT policy_pkey PRIMARY KEY (organization_id, id),
  CONSTRAINT policy_organization_id_server_id_fkey FOREIGN KEY (organization_id, server_id) REFERENCES portcullis.server (organization_id, id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX policy_organization_id_server_id_name_key ON portcullis.policy (organization_id, server_id, name);

CREATE TABLE portcullis.policy_version (
  organization_id uuid NOT NULL,
  policy_id uuid NOT NULL,
  version integer NOT NULL CHECK (version > 0),
  document text NOT NULL,
  note text,
  published_by uuid,
  published_at timestamptz(6) NOT NULL DEFAULT now(),
  CONSTRAINT policy_version_pkey PRIMARY KEY (organization_id, policy_id, version),
  CONSTRAINT policy_version_organization_id_policy_id_fkey FOREIGN KEY (organization_id, policy_id) REFERENCES portcullis.policy (organization_id, id) ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE TABLE portcullis.access_grant (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  label text NOT NULL,
  tags text[] NOT NULL DEFAULT '{}',
  owner_id uuid,
  expires_at timestamptz(6),
  revoked_at timestamptz(6),
  last_used_at timestamptz(6),
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  CONSTRAINT access_grant_pkey PRIMARY KEY (organization_id, id),
  CONSTRAINT access_grant_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES portcullis.organization (id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX access_grant_organization_id_label_key ON portcullis.access_grant (organization_id, label);

CREATE TABLE portcullis.grant_server (
  organization_id uuid NOT NULL,
  grant_id uuid NOT NULL,
  server_id uuid NOT NULL,
  policy_id uuid,
  -- Judges the same calls beside the live one; its answers are recorded and never enforced.
  shadow_policy_id uuid,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  CONSTRAINT grant_server_pkey PRIMARY KEY (organization_id, grant_id, server_id),
  CONSTRAINT grant_server_organization_id_grant_id_fkey FOREIGN KEY (organization_id, grant_id) REFERENCES portcullis.access_grant (organization_id, id) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT grant_server_organization_id_server_id_fkey FOREIGN KEY (organization_id, server_id) REFERENCES portcullis.server (organization_id, id) ON DELETE CASCADE ON UPDATE CASCADE,
  -- A policy that a grant uses cannot be deleted; with the server, both go.
  CONSTRAINT grant_server_organization_id_policy_id_fkey FOREIGN KEY (organization_id, policy_id) REFERENCES portcullis.policy (organization_id, id) ON DELETE NO ACTION ON UPDATE CASCADE,
  CONSTRAINT grant_server_organization_id_shadow_policy_id_fkey FOREIGN KEY (organization_id, shadow_policy_id) REFERENCES portcullis.policy (organization_id, id) ON DELETE NO ACTION ON UPDATE CASCADE
);

CREATE TABLE portcullis.grant_token (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  grant_id uuid NOT NULL,
  hash bytea NOT NULL,
  pepper_version integer NOT NULL,
  prefix text NOT NULL,
  expires_at timestamptz(6),
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  CONSTRAINT grant_token_pkey PRIMARY KEY (organization_id, id),
  CONSTRAINT grant_token_organization_id_grant_id_fkey FOREIGN KEY (organization_id, grant_id) REFERENCES portcullis.access_grant (organization_id, id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX grant_token_hash_idx ON portcullis.grant_token (hash);

-- One row for each request that came with a live grant. No foreign keys: the record outlives what it speaks of.
CREATE TABLE portcullis.decision (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  grant_id uuid NOT NULL,
  grant_label text NOT NULL,
  server_id uuid NOT NULL,
  server_slug text NOT NULL,
  method text NOT NULL,
  tool text,
  argument_names text[] NOT NULL DEFAULT '{}',
  effect text NOT NULL CHECK (effect IN ('allow', 'deny')),
  reason text NOT NULL,
  rule text NOT NULL DEFAULT '',
  message text,
  policy_id uuid,
  policy_name text,
  policy_version integer,
  era text,
  protocol_version text,
  client_name text,
  client_version text,
  upstream_status integer,
  outcome text NOT NULL,
  duration_ms double precision NOT NULL,
  source_address text,
  -- What enforcing a policy in observe mode would have answered, where that is not what was answered.
  observed text CHECK (observed IN ('would_deny', 'would_require_approval', 'would_limit')),
  observed_reason text,
  observed_rule text,
  -- What the grant's shadow policy said of the same call.
  shadow_policy_id uuid,
  shadow_policy_name text,
  shadow_policy_version integer,
  shadow_effect text CHECK (shadow_effect IN ('allow', 'deny')),
  shadow_reason text,
  shadow_rule text,
  CONSTRAINT decision_pkey PRIMARY KEY (organization_id, id)
);
CREATE INDEX decision_organization_id_grant_id_id_idx ON portcullis.decision (organization_id, grant_id, id);

-- What arrived without a tenant: bad tokens, malformed requests, wrong hosts. Belongs to the installation, read by its operator.
CREATE TABLE portcullis.installation_log (
  id uuid NOT NULL,
  at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  source text NOT NULL,
  kind text NOT NULL,
  method text,
  path text,
  detail text,
  count integer NOT NULL DEFAULT 1,
  CONSTRAINT installation_log_pkey PRIMARY KEY (id)
);

CREATE TABLE portcullis.audit_event (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  actor_id uuid,
  actor_name text NOT NULL,
  source text,
  action text NOT NULL,
  target_kind text NOT NULL,
  target_id text NOT NULL,
  target_name text,
  before jsonb,
  after jsonb,
  CONSTRAINT audit_event_pkey PRIMARY KEY (organization_id, id),
  CONSTRAINT audit_event_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES portcullis.organization (id) ON DELETE CASCADE ON UPDATE CASCADE
);

-- One row per counter: (organization, scope, counter, unit, window, rolling, time zone), hashed into key.
CREATE TABLE portcullis.limit_counter (
  organization_id uuid NOT NULL,
  key bytea NOT NULL,
  name text NOT NULL,
  scope text NOT NULL,
  scope_id uuid NOT NULL,
  window_start timestamptz(6) NOT NULL,
  used numeric(24,6) NOT NULL DEFAULT 0,
  last_stamp timestamptz(6) NOT NULL,
  CONSTRAINT limit_counter_pkey PRIMARY KEY (organization_id, key),
  CONSTRAINT limit_counter_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES portcullis.organization (id) ON DELETE CASCADE ON UPDATE CASCADE
);

-- The log of a rolling counter.
CREATE TABLE portcullis.limit_reservation (
  organization_id uuid NOT NULL,
  key bytea NOT NULL,
  at timestamptz(6) NOT NULL,
  decision_id uuid NOT NULL,
  amount numeric(24,6) NOT NULL,
  CONSTRAINT limit_reservation_pkey PRIMARY KEY (organization_id, key, at, decision_id),
  CONSTRAINT limit_reservation_organization_id_key_fkey FOREIGN KEY (organization_id, key) REFERENCES portcullis.limit_counter (organization_id, key) ON DELETE CASCADE ON UPDATE CASCADE
);

-- Row-level security ---------------------------------------------------------------------------------------------------------------

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['membership', 'invitation', 'server', 'tool', 'policy', 'policy_version', 'access_grant', 'grant_server', 'grant_token',
                           'decision', 'audit_event', 'limit_counter', 'limit_reservation'] LOOP
    EXECUTE format('ALTER TABLE portcullis.%I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE portcullis.%I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY org_rows ON portcullis.%I USING (organization_id = (SELECT portcullis.org())) WITH CHECK (organization_id = (SELECT portcullis.org()))', t);
  END LOOP;
END $$;
ALTER TABLE portcullis.organization ENABLE ROW LEVEL SECURITY;
ALTER TABLE portcullis.organization FORCE ROW LEVEL SECURITY;
CREATE POLICY org_rows ON portcullis.organization USING (id = (SELECT portcullis.org())) WITH CHECK (id = (SELECT portcullis.org()));

-- Lookups that must come before the organization is known turn a hash into ids and nothing else. Their owner sees across organizations
-- by policies granted to it alone; it cannot log in.
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['organization', 'membership', 'invitation', 'access_grant', 'grant_token'] LOOP
    EXECUTE format('CREATE POLICY auth_lookup ON portcullis.%I FOR SELECT TO pc_auth USING (true)', t);
    EXECUTE format('GRANT SELECT ON portcullis.%I TO pc_auth', t);
  END LOOP;
END $$;

CREATE FUNCTION portcullis.grant_by_token(token_hash bytea)
RETURNS TABLE (organization_id uuid, organization_slug text, grant_id uuid, label text, tags text[], grant_expires_at timestamptz, token_expires_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = portcullis, pg_temp AS $$
  SELECT o.id, o.slug, g.id, g.label, g.tags, g.expires_at, t.expires_at
  FROM portcullis.grant_token t
  JOIN portcullis.access_grant g ON g.organization_id = t.organization_id AND g.id = t.grant_id
  JOIN portcullis.organization o ON o.id = t.organization_id
  WHERE t.hash = token_hash AND g.revoked_at IS NULL
    AND (g.expires_at IS NULL OR g.expires_at > portcullis.now()) AND (t.expires_at IS NULL OR t.expires_at > portcullis.now())
$$;

CREATE FUNCTION portcullis.memberships_of(member uuid)
RETURNS TABLE (organization_id uuid, slug text, name text, role text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = portcullis, pg_temp AS $$
  SELECT o.id, o.slug, o.name, m.role FROM portcullis.membership m JOIN portcullis.organization o ON o.id = m.organization_id
  WHERE m.user_id = member ORDER BY o.name, o.id
$$;

CREATE FUNCTION portcullis.invitation_by_token(invitation_hash bytea)
RETURNS TABLE (organization_id uuid, organization_slug text, organization_name text, id uuid, email text, role text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = portcullis, pg_temp AS $$
  SELECT o.id, o.slug, o.name, i.id, i.email, i.role FROM portcullis.invitation i JOIN portcullis.organization o ON o.id = i.organization_id
  WHERE i.token_hash = invitation_hash AND i.accepted_at IS NULL AND i.expires_at > portcullis.now()
$$;

CREATE FUNCTION portcullis.organization_by_slug(wanted text) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = portcullis, pg_temp AS $$ SELECT id FROM portcullis.organization WHERE slug = wanted $$;

-- Which organizations changed lately, for a gateway that missed a notification. The span is longer than any transaction of the control plane.
CREATE FUNCTION portcullis.changed_organizations() RETURNS TABLE (organization_id uuid, revision bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = portcullis, pg_temp AS
  $$ SELECT id, revision FROM portcullis.organization WHERE changed_at > clock_timestamp() - interval '30 seconds' $$;

-- No role may delete from the installation's log; it ends by itself, a thousand rows at a time. Ids begin with the time, in milliseconds.
-- Returns whether there may be more.
CREATE FUNCTION portcullis.purge_installation_log() RETURNS boolean
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = portcullis, pg_temp AS $$
  WITH gone AS (
    DELETE FROM portcullis.installation_log WHERE id IN (
      SELECT id FROM portcullis.installation_log
      WHERE id < (lpad(to_hex((extract(epoch FROM portcullis.now() - interval '30 days') * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
      ORDER BY id LIMIT 1000 FOR UPDATE SKIP LOCKED)
    RETURNING 1)
  SELECT count(*) = 1000 FROM gone
$$;

GRANT CREATE ON SCHEMA portcullis TO pc_auth;
DO $$ BEGIN EXECUTE format('GRANT pc_auth TO %I', current_user); END $$; -- only a member may hand an object to a role
ALTER FUNCTION portcullis.grant_by_token(bytea) OWNER TO pc_auth;
ALTER FUNCTION portcullis.memberships_of(uuid) OWNER TO pc_auth;
ALTER FUNCTION portcullis.invitation_by_token(bytea) OWNER TO pc_auth;
ALTER FUNCTION portcullis.organization_by_slug(text) OWNER TO pc_auth;
ALTER FUNCTION portcullis.changed_organizations() OWNER TO pc_auth;
ALTER FUNCTION portcullis.purge_installation_log() OWNER TO pc_auth;
REVOKE CREATE ON SCHEMA portcullis FROM pc_auth;

-- Freshness: every change of what a gateway decides by moves the organization's revision and says so ---------------------------------

CREATE FUNCTION portcullis.touch_organization() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE org uuid := CASE WHEN TG_OP = 'DELETE' THEN OLD.organization_id ELSE NEW.organization_id END;
BEGIN
  UPDATE portcullis.organization SET revision = revision + 1, changed_at = clock_timestamp() WHERE id = org;
  PERFORM pg_notify('portcullis_change', org::text);
  RETURN NULL;
END $$;

CREATE TRIGGER touch AFTER INSERT OR DELETE OR UPDATE ON portcullis.server FOR EACH ROW EXECUTE FUNCTION portcullis.touch_organization();
CREATE TRIGGER touch AFTER DELETE OR UPDATE OF live_version, name ON portcullis.policy FOR EACH ROW EXECUTE FUNCTION portcullis.touch_organization();
CREATE TRIGGER touch AFTER DELETE OR UPDATE OF label, tags, expires_at, revoked_at ON portcullis.access_grant FOR EACH ROW EXECUTE FUNCTION portcullis.touch_organization();
CREATE TRIGGER touch AFTER INSERT OR DELETE OR UPDATE ON portcullis.grant_server FOR EACH ROW EXECUTE FUNCTION portcullis.touch_organization();
CREATE TRIGGER touch AFTER INSERT OR DELETE OR UPDATE ON portcullis.grant_token FOR EACH ROW EXECUTE FUNCTION portcullis.touch_organization();

-- Limits and records ---------------------------------------------------------------------------------------------------------------

-- When the calendar window that began at `start` is over. Hours and less are spans of real time; longer ones end at a wall clock's midnight.
CREATE FUNCTION portcullis.window_end(unit text, start timestamptz, zone text) RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN unit IN ('second', 'minute', 'hour') THEN start + ('1 ' || unit)::interval
    ELSE ((start AT TIME ZONE zone) + ('1 ' || unit)::interval) AT TIME ZONE zone END
$$;

-- Takes all reservations of one call or none (security.md section 7). p_items: [{key (hex), name, scope, scope_id, unit | seconds,
-- rolling, timezone, max, amount}], max and amount as decimal text, at most one per key. Returns no row when all had room, else the index
-- of the first full one and when it has room again.
CREATE FUNCTION portcullis.reserve(p_organization uuid, p_decision uuid, p_items jsonb)
RETURNS TABLE (item integer, resets_at timestamptz, retry_after_seconds double precision)
LANGUAGE plpgsql SECURITY INVOKER AS $$
DECLARE
  i record; c portcullis.limit_counter; stamp timestamptz; start timestamptz; span interval; taken numeric; live bigint; free_at timestamptz;
  live_max CONSTANT bigint := 10000; -- entries of a rolling counter
  used_max CONSTANT numeric := 999999999999999999.999999; -- what a counter holds
BEGIN
  PERFORM set_config('app.org', p_organization::text, true);
  -- Locks in key order, all before any change, so that two calls cannot wait for each other.
  INSERT INTO portcullis.limit_counter AS lc (organization_id, key, name, scope, scope_id, window_start, last_stamp)
    SELECT p_organization, decode(e->>'key', 'hex'), e->>'name', e->>'scope', (e->>'scope_id')::uuid, '-infinity', '-infinity'
    FROM jsonb_array_elements(p_items) e ORDER BY 2
    ON CONFLICT DO NOTHING;
  PERFORM 1 FROM portcullis.limit_counter lc WHERE lc.organization_id = p_organization
    AND lc.key IN (SELECT decode(e->>'key', 'hex') FROM jsonb_array_elements(p_items) e) ORDER BY lc.key FOR UPDATE;
  stamp := portcullis.now();

  FOR i IN SELECT (ord - 1)::integer AS n, decode(e->>'key', 'hex') AS key, e->>'unit' AS unit, (e->>'seconds')::double precision AS seconds,
                  (e->>'rolling')::boolean AS rolling, e->>'timezone' AS zone, least((e->>'max')::numeric, used_max) AS max,
                  (e->>'amount')::numeric AS amount
           FROM jsonb_array_elements(p_items) WITH ORDINALITY AS x(e, ord) ORDER BY ord LOOP
    SELECT * INTO STRICT c FROM portcullis.limit_counter lc WHERE lc.organization_id = p_organization AND lc.key = i.key;
    IF i.rolling THEN
      span := make_interval(secs => i.seconds);
      start := greatest(stamp, c.last_stamp) - span;
      SELECT coalesce(sum(r.amount), 0), count(*) INTO taken, live FROM portcullis.limit_reservation r
        WHERE r.organization_id = p_organization AND r.key = i.key AND r.at > start;
      IF taken + i.amount > i.max OR live >= live_max THEN
        -- Room comes when enough of the oldest entries have left the window.
        SELECT min(q.at) + span INTO free_at FROM (
          SELECT r.at, sum(r.amount) OVER oldest AS gone, row_number() OVER oldest AS place FROM portcullis.limit_reservation r
          WHERE r.organization_id = p_organization AND r.key = i.key AND r.at > start WINDOW oldest AS (ORDER BY r.at, r.decision_id)) q
        WHERE taken - q.gone + i.amount <= i.max AND live - q.place < live_max;
        item := i.n; resets_at := coalesce(free_at, stamp + span); retry_after_seconds := extract(epoch FROM resets_at - stamp);
        RETURN NEXT; RETURN;
      END IF;
    ELSE
      start := date_trunc(i.unit, stamp, i.zone);
      -- The window of a counter only moves forward, also when the database's clock steps back.
      IF c.window_start > start THEN start := c.window_start; END IF;
      taken := CASE WHEN c.window_start = start THEN c.used ELSE 0 END;
      IF taken + i.amount > i.max THEN
        item := i.n; resets_at := portcullis.window_end(i.unit, start, i.zone); retry_after_seconds := extract(epoch FROM resets_at - stamp);
        RETURN NEXT; RETURN;
      END IF;
    END IF;
  END LOOP;

  FOR i IN SELECT decode(e->>'key', 'hex') AS key, e->>'unit' AS unit, (e->>'seconds')::double precision AS seconds,
                  (e->>'rolling')::boolean AS rolling, e->>'timezone' AS zone, (e->>'amount')::numeric AS amount
           FROM jsonb_array_elements(p_items) e LOOP
    IF i.rolling THEN
      UPDATE portcullis.limit_counter lc SET last_stamp = greatest(stamp, lc.last_stamp)
        WHERE lc.organization_id = p_organization AND lc.key = i.key RETURNING lc.last_stamp INTO start;
      DELETE FROM portcullis.limit_reservation r
        WHERE r.organization_id = p_organization AND r.key = i.key AND r.at <= start - make_interval(secs => i.seconds);
      INSERT INTO portcullis.limit_reservation (organization_id, key, at, decision_id, amount) VALUES (p_organization, i.key, start, p_decision, i.amount);
    ELSE
      start := date_trunc(i.unit, stamp, i.zone);
      UPDATE portcullis.limit_counter lc SET
        used = CASE WHEN lc.window_start >= start THEN lc.used ELSE 0 END + i.amount,
        window_start = greatest(lc.window_start, start), last_stamp = greatest(stamp, lc.last_stamp)
        WHERE lc.organization_id = p_organization AND lc.key = i.key;
    END IF;
  END LOOP;
  RETURN;
END $$;

-- What is told of one decision; organization and time come from elsewhere. As text it is read much faster than JSON.
CREATE TYPE portcullis.decision_entry AS (
  id uuid, grant_id uuid, grant_label text, server_id uuid, server_slug text, method text, tool text, argument_names text[], effect text,
  reason text, rule text, message text, policy_id uuid, policy_name text, policy_version integer, era text, protocol_version text,
  client_name text, client_version text, upstream_status integer, outcome text, duration_ms double precision, source_address text,
  observed text, observed_reason text, observed_rule text, shadow_policy_id uuid, shadow_policy_name text, shadow_policy_version integer,
  shadow_effect text, shadow_reason text, shadow_rule text
);

-- Records decisions of many organizations in one statement. p_rows is sorted by organization, the rows of p_organizations[i] end at
-- p_lasts[i]. app.org is switched for each, so that row-level security holds for every row, and is clear at the end. p_grants: those
-- whose last use is to be noted.
CREATE FUNCTION portcullis.record_decisions(p_organizations uuid[], p_lasts integer[], p_rows portcullis.decision_entry[], p_grants uuid[])
RETURNS void LANGUAGE plpgsql SECURITY INVOKER AS $$
DECLARE org uuid; first integer := 1; last integer;
BEGIN
  FOR i IN 1 .. cardinality(p_organizations) LOOP
    org := p_organizations[i]; last := p_lasts[i];
    PERFORM set_config('app.org', org::text, true);
    INSERT INTO portcullis.decision (organization_id, id, grant_id, grant_label, server_id, server_slug, method, tool, argument_names, effect,
        reason, rule, message, policy_id, policy_name, policy_version, era, protocol_version, client_name, client_version, upstream_status,
        outcome, duration_ms, source_address, observed, observed_reason, observed_rule, shadow_policy_id, shadow_policy_name,
        shadow_policy_version, shadow_effect, shadow_reason, shadow_rule)
      SELECT org, r.* FROM unnest(p_rows[first:last]) AS r ON CONFLICT DO NOTHING;
    first := last + 1;
    -- Last use, to the minute: a row that is written on every call would be the hottest of all. Whoever finds a row locked need not write
    -- it, and does not wait: two batches may hold grants in different orders.
    IF cardinality(p_grants) > 0 THEN
      UPDATE portcullis.access_grant g SET last_used_at = clock_timestamp()
        WHERE g.organization_id = org AND g.id IN (
          SELECT u.id FROM portcullis.access_grant u
          WHERE u.organization_id = org AND u.id = ANY (p_grants)
            AND (u.last_used_at IS NULL OR u.last_used_at < clock_timestamp() - interval '1 minute')
          ORDER BY u.id FOR NO KEY UPDATE SKIP LOCKED);
    END IF;
  END LOOP;
  PERFORM set_config('app.org', '', true);
END $$;

-- Rights ---------------------------------------------------------------------------------------------------------------------------

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA portcullis FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portcullis.org(), portcullis.now() TO pc_app, pc_gateway, pc_auth;
GRANT EXECUTE ON FUNCTION portcullis.touch_organization(), portcullis.memberships_of(uuid), portcullis.invitation_by_token(bytea), portcullis.organization_by_slug(text) TO pc_app;
GRANT EXECUTE ON FUNCTION portcullis.grant_by_token(bytea), portcullis.changed_organizations(), portcullis.purge_installation_log(), portcullis.reserve(uuid, uuid, jsonb),
  portcullis.window_end(text, timestamptz, text), portcullis.record_decisions(uuid[], integer[], portcullis.decision_entry[], uuid[]) TO pc_gateway;

GRANT SELECT, INSERT, UPDATE, DELETE ON portcullis.organization, portcullis.user_account, portcullis.user_identity, portcullis.user_session,
  portcullis.sign_in_attempt, portcullis.membership, portcullis.invitation, portcullis.server, portcullis.tool, portcullis.policy,
  portcullis.access_grant, portcullis.grant_server, portcullis.grant_token TO pc_app;
GRANT SELECT, INSERT ON portcullis.policy_version, portcullis.audit_event TO pc_app; -- what is published or audited stays as it is
GRANT SELECT ON portcullis.decision, portcullis.limit_counter, portcullis.limit_reservation TO pc_app;

GRANT SELECT ON portcullis.organization, portcullis.server, portcullis.tool, portcullis.policy, portcullis.policy_version, portcullis.access_grant,
  portcullis.grant_server TO pc_gateway;
GRANT UPDATE (last_used_at) ON portcullis.access_grant TO pc_gateway;
GRANT SELECT, INSERT ON portcullis.decision TO pc_gateway; -- ON CONFLICT DO NOTHING reads
GRANT INSERT ON portcullis.installation_log TO pc_gateway;
GRANT SELECT (id), UPDATE (id), DELETE ON portcullis.installation_log TO pc_auth; -- FOR UPDATE needs a column to update
GRANT SELECT, INSERT, UPDATE ON portcullis.limit_counter TO pc_gateway;
GRANT SELECT, INSERT, DELETE ON portcullis.limit_reservation TO pc_gateway;
