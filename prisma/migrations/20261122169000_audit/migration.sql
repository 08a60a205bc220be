-- The record that can be proven (security.md, "Audit"): every row of attempt, outcome and audit_event gets a number and a hash in the chain of
-- its organization, and the head of the chain is signed once a minute with a key that is not in the database.

-- What an organization keeps of the values of arguments, and for how long it keeps its record.
ALTER TABLE portcullis.organization
  ADD COLUMN record_values text NOT NULL DEFAULT 'names' CONSTRAINT organization_record_values_check CHECK (record_values IN ('names', 'hashed', 'encrypted')),
  ADD COLUMN retention_months integer NOT NULL DEFAULT 13 CONSTRAINT organization_retention_months_check CHECK (retention_months BETWEEN 6 AND 120);
CREATE FUNCTION portcullis.touch_recorded_values() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(1, hashtext(NEW.id::text));
  NEW.revision := OLD.revision + 1;
  NEW.changed_at := clock_timestamp();
  PERFORM pg_notify('portcullis_change', NEW.id::text);
  RETURN NEW;
END $$;
CREATE TRIGGER touch_recorded_values BEFORE UPDATE OF record_values ON portcullis.organization FOR EACH ROW
  WHEN (NEW.record_values IS DISTINCT FROM OLD.record_values) EXECUTE FUNCTION portcullis.touch_recorded_values();

-- What the sealer goes along: what is new is at the end, whatever lies before it.
CREATE INDEX attempt_xid_organization_id_id_idx ON portcullis.attempt (xid, organization_id, id);
CREATE INDEX outcome_xid_organization_id_id_is_late_idx ON portcullis.outcome (xid, organization_id, id, is_late);
CREATE INDEX audit_event_xid_organization_id_id_idx ON portcullis.audit_event (xid, organization_id, id);

-- How far the sealer has come in each table (1 attempt, 2 outcome, 3 audit_event), over all organizations: everything up to and with this row
-- is sealed. xid 0: nothing is.
CREATE TABLE portcullis.audit_cursor (
  source smallint NOT NULL CHECK (source IN (1, 2, 3)),
  after_xid xid8 NOT NULL DEFAULT '0',
  after_organization uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
  after_id uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
  after_late boolean NOT NULL DEFAULT false,
  CONSTRAINT audit_cursor_pkey PRIMARY KEY (source)
);
INSERT INTO portcullis.audit_cursor (source) VALUES (1), (2), (3);

-- The head of each chain: number and hash of the last sealed row, and the number of the last one under a signature. No foreign keys here and
-- below: the record outlives what it speaks of.
CREATE TABLE portcullis.audit_chain (
  organization_id uuid NOT NULL,
  n bigint NOT NULL DEFAULT 0,
  head bytea NOT NULL,
  checkpoint_n bigint NOT NULL DEFAULT 0,
  CONSTRAINT audit_chain_pkey PRIMARY KEY (organization_id)
);
CREATE INDEX audit_chain_unsigned_idx ON portcullis.audit_chain (organization_id) WHERE n > checkpoint_n;

-- One row per sealed row. kind: 1 attempt, 2 outcome, 3 late outcome, 4 audit_event.
CREATE TABLE portcullis.audit_seal (
  organization_id uuid NOT NULL,
  n bigint NOT NULL CHECK (n > 0),
  kind smallint NOT NULL CHECK (kind IN (1, 2, 3, 4)),
  id uuid NOT NULL,
  hash bytea NOT NULL CHECK (length(hash) = 32),
  CONSTRAINT audit_seal_pkey PRIMARY KEY (organization_id, n)
);
CREATE UNIQUE INDEX audit_seal_organization_id_id_kind_key ON portcullis.audit_seal (organization_id, id, kind);

-- Public halves of the keys that signed; the private ones are files.
CREATE TABLE portcullis.audit_key (
  id text NOT NULL,
  public_key text NOT NULL,
  first_used_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT audit_key_pkey PRIMARY KEY (id)
);

-- What was signed of a chain, word for word as the verifier reads it: statement is JSON text. at is in it too.
CREATE TABLE portcullis.audit_checkpoint (
  organization_id uuid NOT NULL,
  n bigint NOT NULL CHECK (n > 0),
  at timestamptz(6) NOT NULL,
  statement text NOT NULL,
  key_id text NOT NULL,
  signature bytea NOT NULL,
  CONSTRAINT audit_checkpoint_pkey PRIMARY KEY (organization_id, n)
);
CREATE INDEX audit_checkpoint_organization_id_at_idx ON portcullis.audit_checkpoint (organization_id, at);

-- Where a chain begins after its older part was purged: everything up to n is gone or going, and this says so under a signature.
CREATE TABLE portcullis.audit_root (
  organization_id uuid NOT NULL,
  n bigint NOT NULL CHECK (n > 0),
  at timestamptz(6) NOT NULL,
  statement text NOT NULL,
  key_id text NOT NULL,
  signature bytea NOT NULL,
  CONSTRAINT audit_root_pkey PRIMARY KEY (organization_id, n)
);

-- Keys of encrypted values, one per grant: destroying one makes what was recorded of that subject unreadable, and changes no row of the record.
-- The key is sealed under the root key; NULL: destroyed.
CREATE TABLE portcullis.audit_data_key (
  organization_id uuid NOT NULL,
  grant_id uuid NOT NULL,
  version integer NOT NULL CHECK (version > 0),
  sealed_key text,
  created_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  destroyed_at timestamptz(6),
  CONSTRAINT audit_data_key_pkey PRIMARY KEY (organization_id, grant_id, version),
  CONSTRAINT audit_data_key_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES portcullis.organization (id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE TRIGGER touch AFTER DELETE OR UPDATE ON portcullis.audit_data_key FOR EACH ROW EXECUTE FUNCTION portcullis.touch_organization();

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['audit_chain', 'audit_seal', 'audit_checkpoint', 'audit_root', 'audit_data_key'] LOOP
    EXECUTE format('ALTER TABLE portcullis.%I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE portcullis.%I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY org_rows ON portcullis.%I USING (organization_id = (SELECT portcullis.org())) WITH CHECK (organization_id = (SELECT portcullis.org()))', t);
  END LOOP;
  -- The sealer reads what is new of all organizations in one statement; what it writes, it writes as one organization after the other.
  FOREACH t IN ARRAY ARRAY['attempt', 'outcome', 'audit_event', 'audit_chain'] LOOP
    EXECUTE format('CREATE POLICY sealer_rows ON portcullis.%I FOR SELECT TO pc_sealer USING (true)', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['attempt', 'outcome', 'organization'] LOOP
    EXECUTE format('CREATE POLICY ops_rows ON portcullis.%I FOR SELECT TO pc_ops USING (true)', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['audit_event', 'audit_seal', 'audit_checkpoint', 'audit_root', 'audit_chain'] LOOP
    EXECUTE format('CREATE POLICY auth_lookup ON portcullis.%I FOR SELECT TO pc_auth USING (true)', t);
    EXECUTE format('CREATE POLICY auth_purge ON portcullis.%I FOR DELETE TO pc_auth USING (true)', t);
  END LOOP;
END $$;

-- Writes seals of many organizations, in one statement. Those of p_organizations[i] are numbered from p_firsts[i] and end at p_lasts[i] of the
-- lists. A chain that is not where the sealer believed fails the whole: nothing is numbered twice.
CREATE FUNCTION portcullis.seal(p_organizations uuid[], p_firsts bigint[], p_lasts integer[], p_kinds smallint[], p_ids uuid[], p_hashes bytea[])
RETURNS void LANGUAGE plpgsql SECURITY INVOKER AS $$
DECLARE org uuid; start integer := 1; last integer;
BEGIN
  FOR i IN 1 .. cardinality(p_organizations) LOOP
    org := p_organizations[i]; last := p_lasts[i];
    PERFORM set_config('app.org', org::text, true);
    INSERT INTO portcullis.audit_chain (organization_id, head) VALUES (org, decode(repeat('00', 32), 'hex')) ON CONFLICT DO NOTHING;
    INSERT INTO portcullis.audit_seal (organization_id, n, kind, id, hash)
      SELECT org, p_firsts[i] + ord - 1, r.kind, r.id, r.hash
      FROM unnest(p_kinds[start:last], p_ids[start:last], p_hashes[start:last]) WITH ORDINALITY AS r(kind, id, hash, ord);
    UPDATE portcullis.audit_chain SET n = p_firsts[i] + last - start, head = p_hashes[last] WHERE organization_id = org AND n = p_firsts[i] - 1;
    IF NOT FOUND THEN RAISE EXCEPTION 'the chain of % is not at %', org, p_firsts[i] - 1 USING ERRCODE = 'serialization_failure'; END IF;
    start := last + 1;
  END LOOP;
  PERFORM set_config('app.org', '', true);
END $$;

-- Deletes rows of the record that retention has given up, some at a time: at most p_rows seals and what they seal. Nothing goes that is not
-- below a signed root which was a checkpoint already longer ago than the organization keeps its record, and never less than six months.
-- Returns whether there may be more.
CREATE FUNCTION portcullis.purge_sealed(p_organization uuid, p_rows integer) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = portcullis, pg_temp AS $$
DECLARE root bigint; months integer; gone integer;
BEGIN
  SELECT greatest(o.retention_months, 6) INTO months FROM portcullis.organization o WHERE o.id = p_organization;
  SELECT max(r.n) INTO root FROM portcullis.audit_root r
    JOIN portcullis.audit_checkpoint c ON c.organization_id = r.organization_id AND c.n = r.n
    WHERE r.organization_id = p_organization AND c.at < portcullis.now() - make_interval(months => months);
  IF root IS NULL THEN RETURN false; END IF;
  WITH old AS MATERIALIZED (
    SELECT s.n, s.kind, s.id FROM portcullis.audit_seal s WHERE s.organization_id = p_organization AND s.n <= root ORDER BY s.n LIMIT p_rows),
  attempts AS (DELETE FROM portcullis.attempt d USING old WHERE old.kind = 1 AND d.organization_id = p_organization AND d.id = old.id),
  outcomes AS (DELETE FROM portcullis.outcome d USING old
    WHERE old.kind IN (2, 3) AND d.organization_id = p_organization AND d.id = old.id AND d.is_late = (old.kind = 3)),
  events AS (DELETE FROM portcullis.audit_event d USING old WHERE old.kind = 4 AND d.organization_id = p_organization AND d.id = old.id),
  seals AS (DELETE FROM portcullis.audit_seal d USING old WHERE d.organization_id = p_organization AND d.n = old.n)
  SELECT count(*) INTO gone FROM old;
  DELETE FROM portcullis.audit_checkpoint c WHERE c.organization_id = p_organization AND c.n < root;
  RETURN gone = p_rows;
END $$;

-- A deleted organization takes its seals along.
CREATE OR REPLACE FUNCTION portcullis.purge_decisions_of(gone uuid) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = portcullis, pg_temp AS $$
DECLARE attempts integer; seals integer;
BEGIN
  IF NOT EXISTS (SELECT 1 FROM portcullis.deleted_organization o WHERE o.id = gone) OR EXISTS (SELECT 1 FROM portcullis.organization o WHERE o.id = gone) THEN
    RETURN false;
  END IF;
  WITH old AS MATERIALIZED (SELECT id FROM portcullis.attempt WHERE organization_id = gone ORDER BY id LIMIT 5000),
  ended AS (DELETE FROM portcullis.outcome d USING old WHERE d.organization_id = gone AND d.id = old.id),
  rows AS (DELETE FROM portcullis.attempt d USING old WHERE d.organization_id = gone AND d.id = old.id RETURNING 1)
  SELECT count(*) INTO attempts FROM rows;
  WITH old AS MATERIALIZED (SELECT n FROM portcullis.audit_seal WHERE organization_id = gone ORDER BY n LIMIT 5000),
  rows AS (DELETE FROM portcullis.audit_seal d USING old WHERE d.organization_id = gone AND d.n = old.n RETURNING 1)
  SELECT count(*) INTO seals FROM rows;
  DELETE FROM portcullis.audit_checkpoint WHERE organization_id = gone;
  DELETE FROM portcullis.audit_root WHERE organization_id = gone;
  DELETE FROM portcullis.audit_chain WHERE organization_id = gone;
  RETURN attempts = 5000 OR seals = 5000;
END $$;

GRANT SELECT (organization_id, id), DELETE ON portcullis.audit_event TO pc_auth;
GRANT SELECT, DELETE ON portcullis.audit_seal, portcullis.audit_checkpoint, portcullis.audit_root, portcullis.audit_chain TO pc_auth;
GRANT SELECT (is_late) ON portcullis.outcome TO pc_auth;
GRANT EXECUTE ON FUNCTION portcullis.now() TO pc_auth;
GRANT CREATE ON SCHEMA portcullis TO pc_auth;
ALTER FUNCTION portcullis.purge_sealed(uuid, integer) OWNER TO pc_auth;
REVOKE CREATE ON SCHEMA portcullis FROM pc_auth;

REVOKE ALL ON FUNCTION portcullis.touch_recorded_values(), portcullis.purge_sealed(uuid, integer),
  portcullis.seal(uuid[], bigint[], integer[], smallint[], uuid[], bytea[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portcullis.seal(uuid[], bigint[], integer[], smallint[], uuid[], bytea[]) TO pc_sealer;
GRANT EXECUTE ON FUNCTION portcullis.purge_sealed(uuid, integer) TO pc_ops;

GRANT SELECT, UPDATE ON portcullis.audit_cursor TO pc_sealer;
GRANT SELECT, INSERT, UPDATE ON portcullis.audit_chain TO pc_sealer;
GRANT SELECT, INSERT ON portcullis.audit_seal, portcullis.audit_checkpoint, portcullis.audit_key TO pc_sealer;
GRANT SELECT ON portcullis.audit_checkpoint, portcullis.audit_key TO pc_ops;
GRANT SELECT, INSERT ON portcullis.audit_root TO pc_ops;
GRANT SELECT ON portcullis.audit_chain, portcullis.audit_seal, portcullis.audit_checkpoint, portcullis.audit_root, portcullis.audit_key TO pc_app;
GRANT SELECT, INSERT, UPDATE (sealed_key, destroyed_at) ON portcullis.audit_data_key TO pc_app;
GRANT SELECT, INSERT ON portcullis.audit_data_key TO pc_gateway;
-- The reaper notes whom it has closed the books for; what is long over goes.
GRANT UPDATE (reaped_at), DELETE ON portcullis.replica TO pc_ops;
GRANT SELECT, DELETE ON portcullis.idempotency_key, portcullis.limit_reservation TO pc_ops;
GRANT SELECT ON portcullis.limit_counter TO pc_ops;

-- Writes signed statements about chains of many organizations, one of each: the same order in all lists. What was signed before is kept.
CREATE FUNCTION portcullis.checkpoint(p_organizations uuid[], p_ns bigint[], p_at timestamptz, p_statements text[], p_key text, p_signatures bytea[])
RETURNS void LANGUAGE plpgsql SECURITY INVOKER AS $$
DECLARE org uuid;
BEGIN
  FOR i IN 1 .. cardinality(p_organizations) LOOP
    org := p_organizations[i];
    PERFORM set_config('app.org', org::text, true);
    INSERT INTO portcullis.audit_checkpoint (organization_id, n, at, statement, key_id, signature)
      VALUES (org, p_ns[i], p_at, p_statements[i], p_key, p_signatures[i]) ON CONFLICT DO NOTHING;
    UPDATE portcullis.audit_chain SET checkpoint_n = p_ns[i] WHERE organization_id = org AND checkpoint_n < p_ns[i];
  END LOOP;
  PERFORM set_config('app.org', '', true);
END $$;
REVOKE ALL ON FUNCTION portcullis.checkpoint(uuid[], bigint[], timestamptz, text[], text, bytea[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portcullis.checkpoint(uuid[], bigint[], timestamptz, text[], text, bytea[]) TO pc_sealer;
