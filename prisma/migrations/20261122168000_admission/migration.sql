-- Record before request (security.md, laws L3 and L9): the row of an attempt is committed before the first byte leaves, what became of it
-- follows as a row of its own, and neither is ever changed. `decision` becomes the view of both that people and pages read.

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['pc_sealer', 'pc_ops'] LOOP
    BEGIN
      EXECUTE format('CREATE ROLE %I NOLOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE', name);
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- roles belong to the cluster, which may hold other databases
    END;
  END LOOP;
END $$;
GRANT USAGE ON SCHEMA portcullis TO pc_sealer, pc_ops;

-- One row per request of a live grant, by month: ids are UUIDv7 and begin with the time. No foreign keys: the record outlives what it
-- speaks of. outcome, upstream_status and duration_ms are set here only where they are known at once (refusals, and messages that need
-- no admission); else they are in portcullis.outcome.
CREATE TABLE portcullis.attempt (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  -- Of the transaction that wrote the row: the sealer takes only those that no open transaction can still precede.
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  grant_id uuid NOT NULL,
  grant_label text NOT NULL,
  owner_id uuid,
  server_id uuid NOT NULL,
  server_slug text NOT NULL,
  upstream_origin text,
  method text NOT NULL,
  tool text,
  tool_digest bytea,
  call_digest bytea,
  argument_names text[] NOT NULL DEFAULT '{}',
  -- JSON text: the arguments as their class lets them be seen. NULL where the organization keeps names only.
  argument_view text,
  splices text[] NOT NULL DEFAULT '{}',
  effect text NOT NULL CHECK (effect IN ('allow', 'deny')),
  reason text NOT NULL,
  rule text NOT NULL DEFAULT '',
  message text,
  policy_id uuid,
  policy_name text,
  policy_version integer,
  -- What was taken of each limit: [{name, scope, window, max, amount, before, after, resets_at}].
  limits jsonb,
  approval_id uuid,
  era text,
  protocol_version text,
  client_name text,
  client_version text,
  source_address text,
  trace_id text,
  -- Which gateway process; NULL for rows of before replicas had names.
  replica_id uuid,
  recording text NOT NULL DEFAULT 'guaranteed' CHECK (recording IN ('guaranteed', 'buffered')),
  outcome text,
  upstream_status integer,
  duration_ms double precision,
  observed text CHECK (observed IN ('would_deny', 'would_require_approval', 'would_limit')),
  observed_reason text,
  observed_rule text,
  shadow_policy_id uuid,
  shadow_policy_name text,
  shadow_policy_version integer,
  shadow_effect text CHECK (shadow_effect IN ('allow', 'deny')),
  shadow_reason text,
  shadow_rule text,
  CONSTRAINT attempt_pkey PRIMARY KEY (organization_id, id)
) PARTITION BY RANGE (id);
CREATE INDEX attempt_organization_id_grant_id_id_idx ON portcullis.attempt (organization_id, grant_id, id);

-- What became of an admitted attempt. A second row, is_late, is written when the true outcome is learned after `unknown` was.
CREATE TABLE portcullis.outcome (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  is_late boolean NOT NULL DEFAULT false,
  at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  outcome text NOT NULL CHECK (outcome IN ('ok', 'tool_error', 'protocol_error', 'timeout', 'not_sent', 'unknown')),
  upstream_status integer,
  duration_ms double precision NOT NULL,
  request_bytes bigint,
  response_bytes bigint,
  result_digest bytea,
  CONSTRAINT outcome_pkey PRIMARY KEY (organization_id, id, is_late)
) PARTITION BY RANGE (id);

-- The smallest UUIDv7 of a moment is portcullis.first_id. Makes the partitions from this month to p_months ahead; those that exist stay.
CREATE FUNCTION portcullis.ensure_partitions(p_months integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = portcullis, pg_temp AS $$
DECLARE t text; part text; month timestamptz;
BEGIN
  FOREACH t IN ARRAY ARRAY['attempt', 'outcome'] LOOP
    FOR n IN 0 .. least(greatest(p_months, 0), 60) LOOP
      month := date_trunc('month', clock_timestamp(), 'UTC') + make_interval(months => n);
      part := t || to_char(month AT TIME ZONE 'UTC', '_YYYY_MM');
      CONTINUE WHEN to_regclass('portcullis.' || part) IS NOT NULL;
      EXECUTE format('CREATE TABLE portcullis.%I PARTITION OF portcullis.%I FOR VALUES FROM (%L) TO (%L)', part, t,
        portcullis.first_id(month), portcullis.first_id(month + interval '1 month'));
      EXECUTE format('ALTER TABLE portcullis.%I ENABLE ROW LEVEL SECURITY', part);
      EXECUTE format('ALTER TABLE portcullis.%I FORCE ROW LEVEL SECURITY', part);
      EXECUTE format('CREATE POLICY org_rows ON portcullis.%I USING (organization_id = (SELECT portcullis.org())) WITH CHECK (organization_id = (SELECT portcullis.org()))', part);
    END LOOP;
  END LOOP;
END $$;
SELECT portcullis.ensure_partitions(13);
-- Ids from other times (a clock far off, records of long ago) have a place too; nothing is refused for its date.
CREATE TABLE portcullis.attempt_other PARTITION OF portcullis.attempt DEFAULT;
CREATE TABLE portcullis.outcome_other PARTITION OF portcullis.outcome DEFAULT;

-- What is recorded already.
ALTER TABLE portcullis.decision NO FORCE ROW LEVEL SECURITY;
INSERT INTO portcullis.attempt (organization_id, id, at, grant_id, grant_label, server_id, server_slug, method, tool, argument_names, effect, reason, rule,
    message, policy_id, policy_name, policy_version, era, protocol_version, client_name, client_version, upstream_status, outcome, duration_ms,
    source_address, observed, observed_reason, observed_rule, shadow_policy_id, shadow_policy_name, shadow_policy_version, shadow_effect,
    shadow_reason, shadow_rule)
  SELECT organization_id, id, at, grant_id, grant_label, server_id, server_slug, method, tool, argument_names, effect, reason, rule,
    message, policy_id, policy_name, policy_version, era, protocol_version, client_name, client_version, upstream_status, outcome, duration_ms,
    source_address, observed, observed_reason, observed_rule, shadow_policy_id, shadow_policy_name, shadow_policy_version, shadow_effect,
    shadow_reason, shadow_rule
  FROM portcullis.decision;
DROP TABLE portcullis.decision;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['attempt', 'outcome', 'attempt_other', 'outcome_other'] LOOP
    EXECUTE format('ALTER TABLE portcullis.%I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE portcullis.%I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY org_rows ON portcullis.%I USING (organization_id = (SELECT portcullis.org())) WITH CHECK (organization_id = (SELECT portcullis.org()))', t);
  END LOOP;
END $$;

-- One row per attempt with what is known of its end: `pending` until something is.
CREATE VIEW portcullis.decision WITH (security_invoker = true) AS
  SELECT a.organization_id, a.id, a.at, a.grant_id, a.grant_label, a.server_id, a.server_slug, a.method, a.tool, a.argument_names, a.effect, a.reason,
    a.rule, a.message, a.policy_id, a.policy_name, a.policy_version, a.era, a.protocol_version, a.client_name, a.client_version,
    coalesce(l.upstream_status, o.upstream_status, a.upstream_status) AS upstream_status,
    coalesce(l.outcome, o.outcome, a.outcome, 'pending') AS outcome,
    coalesce(l.duration_ms, o.duration_ms, a.duration_ms, 0) AS duration_ms,
    a.source_address, a.observed, a.observed_reason, a.observed_rule, a.shadow_policy_id, a.shadow_policy_name, a.shadow_policy_version,
    a.shadow_effect, a.shadow_reason, a.shadow_rule,
    a.owner_id, a.upstream_origin, a.tool_digest, a.call_digest, a.argument_view, a.splices, a.limits, a.approval_id, a.trace_id, a.replica_id,
    a.recording, o.request_bytes, o.response_bytes, o.result_digest, l.outcome IS NOT NULL AS is_late
  FROM portcullis.attempt a
  LEFT JOIN portcullis.outcome o ON o.organization_id = a.organization_id AND o.id = a.id AND NOT o.is_late
  LEFT JOIN portcullis.outcome l ON l.organization_id = a.organization_id AND l.id = a.id AND l.is_late;

-- Which changes of the organization's own are in the chain of the record too.
ALTER TABLE portcullis.audit_event ADD COLUMN xid xid8 NOT NULL DEFAULT pg_current_xact_id();

-- The ledger: every reservation, of whatever window, until nothing can change it any more.
ALTER TABLE portcullis.limit_reservation ADD COLUMN window_start timestamptz(6);
ALTER TABLE portcullis.limit_reservation ADD COLUMN state text NOT NULL DEFAULT 'taken' CHECK (state IN ('taken', 'refunded'));
CREATE INDEX limit_reservation_organization_id_decision_id_idx ON portcullis.limit_reservation (organization_id, decision_id);

-- A key that a client gave a call, so that a repetition is seen. Kept for 24 hours.
CREATE TABLE portcullis.idempotency_key (
  organization_id uuid NOT NULL,
  grant_id uuid NOT NULL,
  key text NOT NULL,
  call_digest bytea NOT NULL,
  decision_id uuid NOT NULL,
  expires_at timestamptz(6) NOT NULL,
  CONSTRAINT idempotency_key_pkey PRIMARY KEY (organization_id, grant_id, key),
  CONSTRAINT idempotency_key_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES portcullis.organization (id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX idempotency_key_organization_id_expires_at_idx ON portcullis.idempotency_key (organization_id, expires_at);

-- Everything of the scope is refused while the row is there. target: '' for the organization, the server's or grant's id, `<server id>/<tool>`.
CREATE TABLE portcullis.kill_switch (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  scope text NOT NULL CHECK (scope IN ('organization', 'server', 'tool', 'grant')),
  target text NOT NULL,
  server_id uuid,
  grant_id uuid,
  tool_name text,
  reason text NOT NULL,
  set_by uuid,
  set_by_name text NOT NULL,
  set_at timestamptz(6) NOT NULL DEFAULT now(),
  CONSTRAINT kill_switch_pkey PRIMARY KEY (organization_id, id),
  CONSTRAINT kill_switch_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES portcullis.organization (id) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT kill_switch_organization_id_server_id_fkey FOREIGN KEY (organization_id, server_id) REFERENCES portcullis.server (organization_id, id) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT kill_switch_organization_id_grant_id_fkey FOREIGN KEY (organization_id, grant_id) REFERENCES portcullis.access_grant (organization_id, id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX kill_switch_organization_id_scope_target_key ON portcullis.kill_switch (organization_id, scope, target);
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['idempotency_key', 'kill_switch'] LOOP
    EXECUTE format('ALTER TABLE portcullis.%I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE portcullis.%I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY org_rows ON portcullis.%I USING (organization_id = (SELECT portcullis.org())) WITH CHECK (organization_id = (SELECT portcullis.org()))', t);
  END LOOP;
END $$;

-- The operator's switch over everything: one row, set from the command line.
CREATE TABLE portcullis.installation_switch (
  id integer NOT NULL DEFAULT 1 CHECK (id = 1),
  killed boolean NOT NULL DEFAULT false,
  reason text,
  revision bigint NOT NULL DEFAULT 0,
  set_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT installation_switch_pkey PRIMARY KEY (id)
);
INSERT INTO portcullis.installation_switch DEFAULT VALUES;

-- Gateway processes: who has not renewed for 10 s is gone, and its open attempts are closed for it.
CREATE TABLE portcullis.replica (
  id uuid NOT NULL,
  host text NOT NULL,
  build text NOT NULL,
  started_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  renewed_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  ended_at timestamptz(6),
  reaped_at timestamptz(6),
  CONSTRAINT replica_pkey PRIMARY KEY (id)
);
CREATE INDEX replica_renewed_at_idx ON portcullis.replica (renewed_at);

-- How calls to a server are recorded: before they leave, or (never with limits or approval) through a file that the database gets within 1 s.
ALTER TABLE portcullis.server ADD COLUMN recording text NOT NULL DEFAULT 'guaranteed' CHECK (recording IN ('guaranteed', 'buffered'));

-- Freshness (security.md 8.3): a change waits for every admission that has read the state before it, and keeps later ones out until it is
-- committed. An admission holds the same lock shared and never waits for it. Taken here, no verb can forget it.
CREATE OR REPLACE FUNCTION portcullis.touch_organization() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE org uuid := CASE WHEN TG_OP = 'DELETE' THEN OLD.organization_id ELSE NEW.organization_id END;
BEGIN
  PERFORM pg_advisory_xact_lock(1, hashtext(org::text));
  UPDATE portcullis.organization SET revision = revision + 1, changed_at = clock_timestamp() WHERE id = org;
  PERFORM pg_notify('portcullis_change', org::text);
  RETURN NULL;
END $$;
CREATE TRIGGER touch AFTER INSERT OR DELETE OR UPDATE ON portcullis.kill_switch FOR EACH ROW EXECUTE FUNCTION portcullis.touch_organization();
CREATE FUNCTION portcullis.touch_installation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(1, 0);
  NEW.revision := OLD.revision + 1;
  NEW.set_at := clock_timestamp();
  PERFORM pg_notify('portcullis_change', 'installation');
  RETURN NEW;
END $$;
CREATE TRIGGER touch BEFORE UPDATE ON portcullis.installation_switch FOR EACH ROW EXECUTE FUNCTION portcullis.touch_installation();

-- Records decisions that need no admission, of many organizations in one statement. Rows are sorted by organization, those of
-- p_organizations[i] end at p_lasts[i]; app.org is switched for each, so that row-level security holds for every row, and is clear at the end.
CREATE OR REPLACE FUNCTION portcullis.record_decisions(p_organizations uuid[], p_lasts integer[], p_rows portcullis.decision_entry[], p_grants uuid[])
RETURNS void LANGUAGE plpgsql SECURITY INVOKER AS $$
DECLARE org uuid; first integer := 1; last integer;
BEGIN
  FOR i IN 1 .. cardinality(p_organizations) LOOP
    org := p_organizations[i]; last := p_lasts[i];
    PERFORM set_config('app.org', org::text, true);
    INSERT INTO portcullis.attempt (organization_id, id, grant_id, grant_label, server_id, server_slug, method, tool, argument_names, effect,
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

-- Deletes what an organization did, once it is gone itself, some thousand rows at a time. Returns whether there may be more. The record of a
-- living organization is out of reach.
CREATE OR REPLACE FUNCTION portcullis.purge_decisions_of(gone uuid) RETURNS boolean
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = portcullis, pg_temp AS $$
  WITH old AS MATERIALIZED (
    SELECT id FROM portcullis.attempt
    WHERE organization_id = gone AND EXISTS (SELECT 1 FROM portcullis.deleted_organization o WHERE o.id = gone)
      AND NOT EXISTS (SELECT 1 FROM portcullis.organization o WHERE o.id = gone)
    ORDER BY id LIMIT 5000),
  ended AS (DELETE FROM portcullis.outcome d USING old WHERE d.organization_id = gone AND d.id = old.id),
  rows AS (DELETE FROM portcullis.attempt d USING old WHERE d.organization_id = gone AND d.id = old.id RETURNING 1)
  SELECT count(*) = 5000 FROM rows
$$;
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['attempt', 'outcome'] LOOP
    EXECUTE format('CREATE POLICY auth_lookup ON portcullis.%I FOR SELECT TO pc_auth USING (true)', t);
    EXECUTE format('CREATE POLICY auth_purge ON portcullis.%I FOR DELETE TO pc_auth USING (true)', t);
    EXECUTE format('GRANT SELECT (organization_id, id), DELETE ON portcullis.%I TO pc_auth', t);
  END LOOP;
END $$;
REVOKE ALL ON FUNCTION portcullis.ensure_partitions(integer), portcullis.touch_installation() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portcullis.ensure_partitions(integer) TO pc_ops;
GRANT EXECUTE ON FUNCTION portcullis.org(), portcullis.now(), portcullis.first_id(timestamptz) TO pc_sealer, pc_ops;
GRANT SELECT ON portcullis.attempt, portcullis.outcome, portcullis.decision TO pc_app;
GRANT SELECT ON portcullis.idempotency_key, portcullis.installation_switch, portcullis.replica TO pc_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON portcullis.kill_switch TO pc_app;
GRANT SELECT, INSERT ON portcullis.attempt, portcullis.outcome TO pc_gateway;
GRANT SELECT ON portcullis.kill_switch, portcullis.installation_switch TO pc_gateway;
GRANT SELECT, INSERT, UPDATE ON portcullis.replica TO pc_gateway;
GRANT SELECT, INSERT, UPDATE, DELETE ON portcullis.idempotency_key TO pc_gateway;
GRANT UPDATE (state) ON portcullis.limit_reservation TO pc_gateway;
GRANT SELECT ON portcullis.attempt, portcullis.outcome, portcullis.audit_event, portcullis.organization TO pc_sealer;
GRANT SELECT ON portcullis.replica, portcullis.organization TO pc_ops;
GRANT SELECT, INSERT ON portcullis.attempt, portcullis.outcome TO pc_ops; -- closes what a dead replica left open
