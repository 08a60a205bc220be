-- The activity pages: what people keep of their filters, and sums of the log, so that a chart over a month reads no month of rows.

CREATE TABLE portcullis.saved_view (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  user_id uuid NOT NULL,
  name text NOT NULL,
  -- The query string of the page.
  query text NOT NULL,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  CONSTRAINT saved_view_pkey PRIMARY KEY (organization_id, id),
  CONSTRAINT saved_view_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES portcullis.organization (id) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT saved_view_user_id_fkey FOREIGN KEY (user_id) REFERENCES portcullis.user_account (id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX saved_view_organization_id_user_id_name_key ON portcullis.saved_view (organization_id, user_id, name);

-- Calls, a quarter of an hour at a time. Folded when somebody looks, never while a call is recorded: the log's own rows carry no trigger
-- and no further index.
CREATE TABLE portcullis.decision_rollup (
  organization_id uuid NOT NULL,
  bucket timestamptz(6) NOT NULL,
  grant_id uuid NOT NULL,
  server_slug text NOT NULL,
  effect text NOT NULL CHECK (effect IN ('allow', 'deny')),
  calls bigint NOT NULL,
  limited bigint NOT NULL,
  observed bigint NOT NULL,
  disagreed bigint NOT NULL,
  duration_ms double precision NOT NULL,
  -- Calls that took less than 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 15000 and 60000 ms but no less than the one before; the rest.
  latency bigint[] NOT NULL,
  CONSTRAINT decision_rollup_pkey PRIMARY KEY (organization_id, bucket, grant_id, server_slug, effect)
);
CREATE TABLE portcullis.decision_rollup_mark (
  organization_id uuid NOT NULL,
  -- Decisions with a smaller id are in the rollup, each once.
  until uuid NOT NULL,
  CONSTRAINT decision_rollup_mark_pkey PRIMARY KEY (organization_id),
  CONSTRAINT decision_rollup_mark_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES portcullis.organization (id) ON DELETE CASCADE ON UPDATE CASCADE
);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['saved_view', 'decision_rollup', 'decision_rollup_mark'] LOOP
    EXECUTE format('ALTER TABLE portcullis.%I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE portcullis.%I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY org_rows ON portcullis.%I USING (organization_id = (SELECT portcullis.org())) WITH CHECK (organization_id = (SELECT portcullis.org()))', t);
  END LOOP;
END $$;

-- The smallest UUIDv7 of a moment: ids begin with the time, in milliseconds.
CREATE FUNCTION portcullis.first_id(at timestamptz) RETURNS uuid LANGUAGE sql IMMUTABLE AS
  $$ SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid $$;

-- What a person means by a call: what a policy decides, and whatever was refused. The rest is the protocol talking to itself.
CREATE FUNCTION portcullis.is_call(method text, effect text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT effect = 'deny' OR method IN ('tools/call', 'prompts/get', 'resources/read', 'resources/subscribe', 'completion/complete')
$$;

CREATE FUNCTION portcullis.latency_class(duration_ms double precision) RETURNS integer LANGUAGE sql IMMUTABLE AS
  $$ SELECT width_bucket(duration_ms, ARRAY[2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 15000, 60000]::double precision[]) + 1 $$;

-- Adds at most p_rows decisions of the current organization to its rollup, oldest first, and returns whether more are left. A call ends
-- 15 minutes after its id was made at the latest, so younger ids wait.
CREATE FUNCTION portcullis.fold_decisions(p_rows integer) RETURNS boolean LANGUAGE plpgsql SECURITY INVOKER AS $$
DECLARE
  org CONSTANT uuid := portcullis.org();
  closed CONSTANT uuid := portcullis.first_id(portcullis.now() - interval '20 minutes');
  first uuid; last uuid; more boolean;
BEGIN
  -- Whoever folds at this moment does it for everybody.
  IF NOT pg_try_advisory_xact_lock(hashtextextended('portcullis.decision_rollup', 0) # hashtextextended(org::text, 0)) THEN RETURN true; END IF;
  SELECT until INTO first FROM portcullis.decision_rollup_mark WHERE organization_id = org;
  first := coalesce(first, '00000000-0000-0000-0000-000000000000');
  SELECT id INTO last FROM portcullis.decision WHERE organization_id = org AND id >= first AND id < closed ORDER BY id OFFSET p_rows LIMIT 1;
  more := FOUND;
  last := coalesce(last, greatest(first, closed));
  INSERT INTO portcullis.decision_rollup AS r (organization_id, bucket, grant_id, server_slug, effect, calls, limited, observed, disagreed, duration_ms, latency)
    SELECT org, bucket, grant_id, server_slug, effect, sum(calls), sum(limited), sum(observed), sum(disagreed), sum(duration_ms),
      ARRAY(SELECT coalesce((jsonb_object_agg(class::text, calls)->>n::text)::bigint, 0) FROM generate_series(1, 14) n)
    FROM (
      SELECT date_bin('15 minutes', at, 'epoch') AS bucket, grant_id, server_slug, effect, portcullis.latency_class(duration_ms) AS class, count(*) AS calls,
        count(*) FILTER (WHERE reason = 'limit_exceeded') AS limited, count(observed) AS observed,
        count(*) FILTER (WHERE shadow_effect <> effect) AS disagreed, sum(duration_ms) AS duration_ms
      FROM portcullis.decision
      WHERE organization_id = org AND id >= first AND id < last AND portcullis.is_call(method, effect)
      GROUP BY 1, 2, 3, 4, 5) c
    GROUP BY bucket, grant_id, server_slug, effect
    ON CONFLICT (organization_id, bucket, grant_id, server_slug, effect) DO UPDATE SET
      calls = r.calls + excluded.calls, limited = r.limited + excluded.limited, observed = r.observed + excluded.observed,
      disagreed = r.disagreed + excluded.disagreed, duration_ms = r.duration_ms + excluded.duration_ms,
      latency = ARRAY(SELECT a + b FROM unnest(r.latency, excluded.latency) WITH ORDINALITY AS both_of(a, b, n) ORDER BY n);
  INSERT INTO portcullis.decision_rollup_mark AS m (organization_id, until) VALUES (org, last)
    ON CONFLICT (organization_id) DO UPDATE SET until = excluded.until;
  RETURN more;
END $$;

REVOKE ALL ON FUNCTION portcullis.first_id(timestamptz), portcullis.is_call(text, text), portcullis.latency_class(double precision),
  portcullis.fold_decisions(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portcullis.first_id(timestamptz), portcullis.is_call(text, text), portcullis.latency_class(double precision),
  portcullis.fold_decisions(integer) TO pc_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON portcullis.saved_view TO pc_app;
GRANT SELECT, INSERT, UPDATE ON portcullis.decision_rollup, portcullis.decision_rollup_mark TO pc_app;
