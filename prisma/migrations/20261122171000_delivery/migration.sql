-- What leaves the installation of the record: continuous streams to receivers of the organization's own, and exports that people take.

-- A receiver, and how far it has come. It is given what is sealed, in the order of the chain: n is the place of everything.
CREATE TABLE portcullis.stream (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('webhook', 'otlp')),
  name text NOT NULL,
  records text NOT NULL DEFAULT 'all' CHECK (records IN ('all', 'calls', 'changes')),
  format text NOT NULL DEFAULT 'json' CHECK (format IN ('json', 'ocsf')),
  -- JSON: the URL, and the headers that go along. Whoever knows them may write there.
  sealed_target text NOT NULL,
  -- What may be shown of it: a host, and the names of the headers.
  target_hint text NOT NULL,
  header_names text[] NOT NULL DEFAULT '{}',
  -- The key of the signatures; none for OTLP. The one before goes on signing until previous_until.
  sealed_secret text,
  sealed_previous_secret text,
  previous_until timestamptz(6),
  enabled boolean NOT NULL DEFAULT true,
  created_by uuid,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  updated_at timestamptz(6) NOT NULL DEFAULT now(),
  -- Everything up to this number was taken by the receiver.
  cursor_n bigint NOT NULL,
  -- The last number of the batch that is under way: kept before it is first sent, so that every repetition is the same batch.
  batch_n bigint,
  failures integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  -- Who sends, and until when nobody else may.
  lease uuid,
  leased_until timestamptz(6),
  delivered bigint NOT NULL DEFAULT 0,
  last_delivered_at timestamptz(6),
  last_error text,
  last_error_at timestamptz(6),
  CONSTRAINT stream_pkey PRIMARY KEY (organization_id, id),
  CONSTRAINT stream_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES portcullis.organization (id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX stream_organization_id_name_key ON portcullis.stream (organization_id, name);

-- An export that somebody took, and how far it came.
CREATE TABLE portcullis.export_run (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  format text NOT NULL,
  filter jsonb NOT NULL,
  total integer NOT NULL,
  written integer NOT NULL DEFAULT 0,
  bytes bigint NOT NULL DEFAULT 0,
  state text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'done', 'stopped', 'failed')),
  started_by uuid,
  started_by_name text NOT NULL,
  started_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  updated_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT export_run_pkey PRIMARY KEY (organization_id, id),
  CONSTRAINT export_run_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES portcullis.organization (id) ON DELETE CASCADE ON UPDATE CASCADE
);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['stream', 'export_run'] LOOP
    EXECUTE format('ALTER TABLE portcullis.%I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE portcullis.%I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY org_rows ON portcullis.%I USING (organization_id = (SELECT portcullis.org())) WITH CHECK (organization_id = (SELECT portcullis.org()))', t);
  END LOOP;
END $$;

-- Which streams have something to send, of all organizations; the longest waiting first. Ids and a short name, nothing that is secret.
CREATE POLICY auth_lookup ON portcullis.stream FOR SELECT TO pc_auth USING (true);
GRANT SELECT (organization_id, id, enabled, failures, cursor_n, next_attempt_at, leased_until) ON portcullis.stream TO pc_auth;
CREATE FUNCTION portcullis.due_streams(p_limit integer)
RETURNS TABLE (organization_id uuid, organization_slug text, id uuid, failures integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = portcullis, pg_temp AS $$
  SELECT s.organization_id, o.slug, s.id, s.failures
  FROM portcullis.stream s
  JOIN portcullis.organization o ON o.id = s.organization_id
  JOIN portcullis.audit_chain c ON c.organization_id = s.organization_id AND c.n > s.cursor_n
  WHERE s.enabled AND s.next_attempt_at <= clock_timestamp() AND (s.leased_until IS NULL OR s.leased_until < clock_timestamp())
  ORDER BY s.next_attempt_at LIMIT least(greatest(p_limit, 0), 10000)
$$;
GRANT CREATE ON SCHEMA portcullis TO pc_auth;
ALTER FUNCTION portcullis.due_streams(integer) OWNER TO pc_auth;
REVOKE CREATE ON SCHEMA portcullis FROM pc_auth;
REVOKE ALL ON FUNCTION portcullis.due_streams(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portcullis.due_streams(integer) TO pc_ops;

GRANT SELECT, INSERT, UPDATE, DELETE ON portcullis.stream, portcullis.export_run TO pc_app;
GRANT SELECT ON portcullis.stream, portcullis.audit_seal, portcullis.audit_chain, portcullis.audit_event TO pc_ops;
GRANT UPDATE (cursor_n, batch_n, failures, next_attempt_at, lease, leased_until, delivered, last_delivered_at, last_error, last_error_at)
  ON portcullis.stream TO pc_ops;
