-- Admission (security.md, section 8): up to 64 calls of many organizations are decided under the live state, take their limits and are recorded,
-- in one statement and so in one transaction. What became of them is recorded the same way.

-- Whoever acknowledges a record has it on disk. Cluster-wide, as the role is; the gateway looks at start.
ALTER ROLE pc_gateway SET synchronous_commit = 'on';

-- A number that a limit can be taken by: nothing lowers a counter.
CREATE DOMAIN portcullis.countable AS numeric CHECK (VALUE >= 0 AND VALUE < 'Infinity' AND VALUE = round(VALUE, 6));

-- One call, as it is to be recorded if it is admitted. refused_after_ms: the duration if it is not. marks_use: its grant's last use is to be noted.
CREATE TYPE portcullis.admission_entry AS (
  id uuid, grant_id uuid, grant_label text, owner_id uuid, server_id uuid, server_slug text, upstream_origin text, method text, tool text,
  tool_digest bytea, call_digest bytea, argument_names text[], argument_view text, splices text[], effect text, reason text, rule text,
  message text, policy_id uuid, policy_name text, policy_version integer, era text, protocol_version text, client_name text,
  client_version text, source_address text, trace_id text, recording text, observed text, observed_reason text, observed_rule text,
  shadow_policy_id uuid, shadow_policy_name text, shadow_policy_version integer, shadow_effect text, shadow_reason text, shadow_rule text,
  refused_after_ms double precision, revision bigint, observes boolean, idempotency_key text, idempotency_digest bytea, marks_use boolean
);
-- One counter of an organization, once however many calls ask for it. unit: of a calendar window; seconds: of a rolling one; span: JSON, as the
-- policy has it.
CREATE TYPE portcullis.admission_counter AS (
  key bytea, name text, scope text, scope_id uuid, unit text, seconds double precision, rolling boolean, timezone text, span jsonb
);
-- What one call asks of one counter, both by their places in the batch. item: which of the call's limits; message: what is said when it is full.
CREATE TYPE portcullis.admission_limit AS (
  call integer, counter integer, item integer, max portcullis.countable, amount portcullis.countable, rule text, message text
);
CREATE TYPE portcullis.admission_verdict AS (
  call integer, verdict text, reason text, message text, state text, item integer, resets_at timestamptz, retry_after_seconds integer, limits text
);

-- Rows of many organizations in one INSERT: org_rows asks for the organization once per statement, these once per row.
CREATE POLICY gateway_insert ON portcullis.attempt FOR INSERT TO pc_gateway WITH CHECK (organization_id = portcullis.org());
CREATE POLICY gateway_insert ON portcullis.limit_reservation FOR INSERT TO pc_gateway WITH CHECK (organization_id = portcullis.org());

-- Calls are sorted by organization, organizations by id; those of p_organizations[i] end at p_lasts[i], their counters at p_counter_lasts[i],
-- their limits, in the order of calls, at p_limit_lasts[i]. p_together: all are admitted, or none. app.org is switched for each organization, so
-- that row-level security holds for every row, and is clear at the end. One verdict per call:
--   admitted; recorded (a call that was denied before); denied, with reason; limit; stale and retry: nothing is recorded.
-- Whoever changes what is decided here holds the organization's advisory lock until the change is committed (portcullis.touch_organization), so
-- one revision stands for all of it; only an expiry comes without a change. Every statement has its own snapshot, taken after the lock.
-- The settings keep plans of an empty table from being used on a full one.
CREATE FUNCTION portcullis.admit(p_replica uuid, p_together boolean, p_organizations uuid[], p_lasts integer[], p_counter_lasts integer[],
  p_limit_lasts integer[], p_calls portcullis.admission_entry[], p_counters portcullis.admission_counter[], p_limits portcullis.admission_limit[])
RETURNS SETOF portcullis.admission_verdict LANGUAGE plpgsql VOLATILE SECURITY INVOKER
SET lock_timeout = '250ms' SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
DECLARE
  used_max CONSTANT numeric := 999999999999999999.999999; -- what a counter holds
  live_max CONSTANT bigint := 10000; -- entries of a rolling counter
  calls_all CONSTANT integer := cardinality(p_calls);
  counters_all CONSTANT integer := cardinality(p_counters);
  stamp timestamptz; is_killed boolean; is_free boolean; free_organizations boolean[];
  org uuid; setting text; i integer; j integer; k integer; l integer;
  last_call integer := 0; first_call integer; last_counter integer := 0; first_counter integer; last_limit integer := 0; first_limit integer;
  calls portcullis.admission_entry[]; counters portcullis.admission_counter[]; c portcullis.admission_entry;
  live_grant uuid; live_server uuid; live_revision bigint; is_live boolean;
  any_admissible boolean; any_key boolean; any_use boolean;
  r record; one portcullis.admission_limit; counter portcullis.admission_counter;
  own_first integer; full_at integer; free_at timestamptz; asked numeric; known record;
  -- By call.
  verdicts text[] := array_fill(NULL::text, ARRAY[calls_all]);
  reasons text[] := verdicts; messages text[] := verdicts; rules text[] := verdicts; states text[] := verdicts; uses text[] := verdicts;
  items integer[] := array_fill(NULL::integer, ARRAY[calls_all]);
  resets timestamptz[] := array_fill(NULL::timestamptz, ARRAY[calls_all]);
  waits integer[] := items;
  use_list jsonb;
  -- By counter: its window, what is used of it with what this batch takes, its live entries, the time of the next.
  starts timestamptz[] := array_fill(NULL::timestamptz, ARRAY[counters_all]);
  totals numeric[] := array_fill(NULL::numeric, ARRAY[counters_all]);
  live bigint[] := array_fill(NULL::bigint, ARRAY[counters_all]);
  ats timestamptz[] := starts;
  organizations uuid[] := array_fill(NULL::uuid, ARRAY[calls_all]);
  -- New ledger rows, by call and counter, and where those of the organization begin.
  taken_call integer[] := '{}'; taken_counter integer[] := '{}'; taken_amount numeric[] := '{}'; taken_before integer;
BEGIN
  -- Never waits: whoever changes an organization keeps nobody else's calls from theirs.
  SELECT pg_try_advisory_xact_lock_shared(1, 0), array_agg(pg_try_advisory_xact_lock_shared(1, hashtext(u.id::text)) ORDER BY u.n)
    INTO is_free, free_organizations FROM unnest(p_organizations) WITH ORDINALITY AS u(id, n);
  is_killed := (SELECT s.killed FROM portcullis.installation_switch s);
  stamp := portcullis.now();

  FOR i IN 1 .. cardinality(p_organizations) LOOP
    org := p_organizations[i];
    first_call := last_call + 1; last_call := p_lasts[i];
    first_counter := last_counter + 1; last_counter := p_counter_lasts[i];
    first_limit := last_limit + 1; last_limit := p_limit_lasts[i];
    IF NOT (is_free AND free_organizations[i]) THEN
      FOR j IN first_call .. last_call LOOP verdicts[j] := 'retry'; END LOOP;
      CONTINUE;
    END IF;
    setting := set_config('app.org', org::text, true);

    any_admissible := false; any_key := false; any_use := false;
    live_grant := NULL;
    FOR j IN first_call .. last_call LOOP
      c := p_calls[j]; organizations[j] := org;
      IF c.grant_id IS DISTINCT FROM live_grant OR c.server_id IS DISTINCT FROM live_server THEN
        live_grant := c.grant_id; live_server := c.server_id; live_revision := NULL;
        SELECT o.revision, g.id IS NOT NULL INTO live_revision, is_live FROM portcullis.organization o
          LEFT JOIN (portcullis.grant_server gs JOIN portcullis.access_grant g ON g.organization_id = gs.organization_id AND g.id = gs.grant_id)
            ON gs.organization_id = org AND gs.grant_id = live_grant AND gs.server_id = live_server
              AND g.revoked_at IS NULL AND (g.expires_at IS NULL OR g.expires_at > stamp)
          WHERE o.id = org;
      END IF;
      IF live_revision IS DISTINCT FROM c.revision THEN
        verdicts[j] := 'stale';
        CONTINUE;
      END IF;
      any_use := any_use OR c.marks_use;
      IF c.effect <> 'allow' THEN
        verdicts[j] := 'recorded';
      ELSIF is_killed THEN
        verdicts[j] := 'denied'; reasons[j] := 'killed'; messages[j] := 'The operator of this installation has stopped all calls.';
      ELSIF NOT is_live THEN
        verdicts[j] := 'denied'; reasons[j] := 'grant_revoked';
        messages[j] := 'The grant has expired or was revoked, or does not include this server.';
      ELSE
        verdicts[j] := 'admitted'; any_admissible := true; any_key := any_key OR c.idempotency_key IS NOT NULL;
      END IF;
    END LOOP;
    IF p_together AND 'stale' = ANY (verdicts[first_call:last_call]) THEN
      FOR j IN first_call .. last_call LOOP verdicts[j] := 'stale'; END LOOP;
      CONTINUE;
    END IF;

    taken_before := cardinality(taken_call);
    IF any_admissible AND last_counter >= first_counter THEN
      -- All counters are there and locked, in one order, before any is changed: batches cannot wait for each other in a circle. One alone needs
      -- no order.
      IF last_counter > first_counter THEN
        counters := p_counters[first_counter:last_counter];
        INSERT INTO portcullis.limit_counter (organization_id, key, name, scope, scope_id, window_start, last_stamp)
          SELECT org, u.key, u.name, u.scope, u.scope_id, '-infinity', '-infinity' FROM unnest(counters) AS u ORDER BY u.key
          ON CONFLICT DO NOTHING;
        PERFORM 1 FROM unnest(counters) AS u JOIN portcullis.limit_counter lc ON lc.organization_id = org AND lc.key = u.key
          ORDER BY lc.key FOR UPDATE OF lc;
      END IF;
      FOR k IN first_counter .. last_counter LOOP
        counter := p_counters[k];
        LOOP
          SELECT lc.window_start, lc.used, lc.last_stamp INTO r FROM portcullis.limit_counter lc
            WHERE lc.organization_id = org AND lc.key = counter.key FOR UPDATE;
          EXIT WHEN FOUND;
          INSERT INTO portcullis.limit_counter (organization_id, key, name, scope, scope_id, window_start, last_stamp)
            VALUES (org, counter.key, counter.name, counter.scope, counter.scope_id, '-infinity', '-infinity') ON CONFLICT DO NOTHING;
        END LOOP;
        -- Also when the database's clock steps back: entries are no older than those before them, windows only move forward.
        ats[k] := greatest(stamp, r.last_stamp);
        IF counter.rolling THEN
          starts[k] := ats[k] - make_interval(secs => counter.seconds);
          SELECT coalesce(sum(e.amount), 0), count(*) INTO known FROM portcullis.limit_reservation e
            WHERE e.organization_id = org AND e.key = counter.key AND e.at > starts[k] AND e.state = 'taken';
          totals[k] := known.coalesce; live[k] := known.count;
        ELSE
          starts[k] := greatest(date_trunc(counter.unit, stamp, counter.timezone), r.window_start);
          totals[k] := CASE WHEN r.window_start = starts[k] THEN r.used ELSE 0 END; live[k] := 0;
        END IF;
      END LOOP;
    END IF;
    IF any_key THEN
      calls := p_calls[first_call:last_call];
      -- Inserted or locked in one order too; who is refused gives back what it inserted.
      INSERT INTO portcullis.idempotency_key AS ik (organization_id, grant_id, key, call_digest, decision_id, expires_at)
        SELECT DISTINCT ON (u.grant_id, u.idempotency_key) org, u.grant_id, u.idempotency_key, u.idempotency_digest, u.id, '-infinity'
        FROM unnest(calls) AS u WHERE u.idempotency_key IS NOT NULL ORDER BY u.grant_id, u.idempotency_key
        ON CONFLICT (organization_id, grant_id, key) DO UPDATE SET expires_at = ik.expires_at;
    END IF;

    l := first_limit;
    FOR j IN first_call .. last_call LOOP
      own_first := l;
      WHILE l <= last_limit AND p_limits[l].call = j LOOP l := l + 1; END LOOP;
      CONTINUE WHEN verdicts[j] <> 'admitted';

      IF any_key AND p_calls[j].idempotency_key IS NOT NULL THEN
        SELECT ik.call_digest, ik.decision_id, ik.expires_at INTO STRICT known FROM portcullis.idempotency_key ik
          WHERE ik.organization_id = org AND ik.grant_id = p_calls[j].grant_id AND ik.key = p_calls[j].idempotency_key;
        IF known.expires_at > stamp THEN
          verdicts[j] := 'denied';
          IF known.call_digest <> p_calls[j].idempotency_digest THEN
            reasons[j] := 'idempotency_mismatch'; messages[j] := 'Another call was made with this idempotency key.';
          ELSE
            reasons[j] := 'duplicate_call';
            states[j] := coalesce((SELECT o.outcome FROM portcullis.outcome o WHERE o.organization_id = org AND o.id = known.decision_id
              ORDER BY o.is_late DESC LIMIT 1), 'pending');
            messages[j] := 'This call was made before, with the same idempotency key. Its outcome: ' || states[j] || '.';
          END IF;
          CONTINUE;
        END IF;
      END IF;

      full_at := NULL;
      FOR m IN own_first .. l - 1 LOOP
        one := p_limits[m]; k := one.counter;
        IF totals[k] + one.amount > least(one.max, used_max) OR live[k] >= live_max THEN
          full_at := m;
          EXIT;
        END IF;
      END LOOP;
      IF full_at IS NOT NULL THEN
        counter := p_counters[k];
        IF counter.rolling THEN
          -- Room comes when enough of the oldest entries have left the window.
          SELECT min(q.at) INTO free_at FROM (
            SELECT e.at, sum(e.amount) OVER oldest AS gone, row_number() OVER oldest AS place FROM portcullis.limit_reservation e
            WHERE e.organization_id = org AND e.key = counter.key AND e.at > starts[k] AND e.state = 'taken'
            WINDOW oldest AS (ORDER BY e.at, e.decision_id)) q
          WHERE totals[k] - q.gone + one.amount <= least(one.max, used_max) AND live[k] - q.place < live_max;
          resets[j] := coalesce(free_at, ats[k]) + make_interval(secs => counter.seconds);
        ELSE
          resets[j] := portcullis.window_end(counter.unit, starts[k], counter.timezone);
        END IF;
        items[j] := one.item;
        waits[j] := greatest(1, ceil(extract(epoch FROM resets[j] - stamp)));
        rules[j] := one.rule;
        IF NOT p_calls[j].observes THEN
          verdicts[j] := 'limit'; reasons[j] := 'limit_exceeded';
          messages[j] := one.message || ' Try again in ' || waits[j] || CASE waits[j] WHEN 1 THEN ' second.' ELSE ' seconds.' END;
          CONTINUE;
        END IF;
      ELSIF l > own_first THEN
        use_list := '[]';
        FOR m IN own_first .. l - 1 LOOP
          one := p_limits[m]; k := one.counter; counter := p_counters[k]; asked := one.amount;
          use_list := use_list || jsonb_build_object('name', counter.name, 'scope', counter.scope, 'window', counter.span, 'rolling', counter.rolling,
            'max', trim_scale(one.max)::text, 'amount', trim_scale(asked)::text, 'before', trim_scale(totals[k])::text,
            'after', trim_scale(totals[k] + asked)::text, 'resets_at', CASE WHEN counter.rolling THEN ats[k] + make_interval(secs => counter.seconds)
              ELSE portcullis.window_end(counter.unit, starts[k], counter.timezone) END);
          totals[k] := totals[k] + asked;
          IF counter.rolling THEN live[k] := live[k] + 1; END IF;
          taken_call := taken_call || j; taken_counter := taken_counter || k; taken_amount := taken_amount || asked;
        END LOOP;
        uses[j] := use_list::text;
      END IF;

      IF any_key AND p_calls[j].idempotency_key IS NOT NULL THEN
        UPDATE portcullis.idempotency_key ik SET call_digest = p_calls[j].idempotency_digest,
            decision_id = p_calls[j].id, expires_at = stamp + interval '24 hours'
          WHERE ik.organization_id = org AND ik.grant_id = p_calls[j].grant_id AND ik.key = p_calls[j].idempotency_key;
      END IF;
    END LOOP;

    IF p_together AND EXISTS (SELECT 1 FROM unnest(verdicts[first_call:last_call]) AS v WHERE v <> 'admitted') THEN
      FOR j IN first_call .. last_call LOOP
        CONTINUE WHEN verdicts[j] <> 'admitted';
        verdicts[j] := 'denied'; reasons[j] := 'batch_refused'; uses[j] := NULL; items[j] := NULL; rules[j] := NULL;
        messages[j] := 'Another message of the same batch was refused. Send this one alone.';
      END LOOP;
      taken_call := taken_call[:taken_before]; taken_counter := taken_counter[:taken_before]; taken_amount := taken_amount[:taken_before];
      DELETE FROM portcullis.idempotency_key ik USING unnest(calls) AS u
        WHERE ik.organization_id = org AND ik.grant_id = u.grant_id AND ik.key = u.idempotency_key
          AND (ik.decision_id = u.id OR ik.expires_at <= stamp);
    ELSIF any_key THEN
      DELETE FROM portcullis.idempotency_key ik USING unnest(calls) AS u
        WHERE ik.organization_id = org AND ik.grant_id = u.grant_id AND ik.key = u.idempotency_key AND ik.expires_at <= stamp;
    END IF;

    IF cardinality(taken_call) > taken_before THEN
      FOR k IN first_counter .. last_counter LOOP
        CONTINUE WHEN k <> ALL (taken_counter[taken_before + 1:]);
        counter := p_counters[k];
        IF counter.rolling THEN
          UPDATE portcullis.limit_counter lc SET last_stamp = ats[k] WHERE lc.organization_id = org AND lc.key = counter.key;
        ELSE
          UPDATE portcullis.limit_counter lc SET last_stamp = ats[k], used = totals[k], window_start = starts[k]
            WHERE lc.organization_id = org AND lc.key = counter.key;
        END IF;
      END LOOP;
    END IF;
    -- Last use, to the minute. Whoever finds the row locked need not write it, and does not wait: two batches may hold grants in different orders.
    IF any_use THEN
      calls := p_calls[first_call:last_call];
      UPDATE portcullis.access_grant g SET last_used_at = clock_timestamp()
        WHERE g.organization_id = org AND g.id IN (
          SELECT a.id FROM portcullis.access_grant a
          WHERE a.organization_id = org AND a.id IN (SELECT u.grant_id FROM unnest(calls) AS u WHERE u.marks_use)
            AND (a.last_used_at IS NULL OR a.last_used_at < clock_timestamp() - interval '1 minute')
          ORDER BY a.id FOR NO KEY UPDATE SKIP LOCKED);
    END IF;
  END LOOP;
  -- What has been decided is recorded in one statement for all: each row switches app.org before row-level security looks at it.
  IF cardinality(taken_call) > 0 THEN
    INSERT INTO portcullis.limit_reservation (organization_id, key, at, decision_id, amount, window_start)
      SELECT set_config('app.org', organizations[t.call]::text, true)::uuid, p_counters[t.counter].key, ats[t.counter], p_calls[t.call].id, t.amount,
        CASE WHEN p_counters[t.counter].rolling THEN NULL ELSE starts[t.counter] END
      FROM unnest(taken_call, taken_counter, taken_amount) AS t(call, counter, amount);
  END IF;
  INSERT INTO portcullis.attempt (organization_id, id, grant_id, grant_label, owner_id, server_id, server_slug, upstream_origin, method, tool,
      tool_digest, call_digest, argument_names, argument_view, splices, effect, reason, rule, message, policy_id, policy_name, policy_version,
      limits, era, protocol_version, client_name, client_version, source_address, trace_id, replica_id, recording, outcome, duration_ms,
      observed, observed_reason, observed_rule, shadow_policy_id, shadow_policy_name, shadow_policy_version, shadow_effect, shadow_reason,
      shadow_rule)
    SELECT set_config('app.org', organizations[at.n]::text, true)::uuid, u.id, u.grant_id, u.grant_label, u.owner_id, u.server_id, u.server_slug, u.upstream_origin, u.method, u.tool,
      u.tool_digest, u.call_digest, u.argument_names, u.argument_view, u.splices, CASE WHEN v.reason IS NULL THEN u.effect ELSE 'deny' END,
      coalesce(v.reason, u.reason), CASE WHEN v.reason IS NOT NULL THEN coalesce(v.rule, '') WHEN v.rule IS NOT NULL THEN '/mode' ELSE u.rule END,
      coalesce(v.message, u.message), u.policy_id, u.policy_name, u.policy_version,
      v.uses::jsonb, u.era, u.protocol_version, u.client_name, u.client_version, u.source_address, u.trace_id, p_replica, u.recording,
      CASE WHEN v.verdict <> 'admitted' THEN 'refused' END, CASE WHEN v.verdict <> 'admitted' THEN u.refused_after_ms END,
      CASE WHEN v.would_limit THEN 'would_limit' ELSE u.observed END, CASE WHEN v.would_limit THEN 'limit_exceeded' ELSE u.observed_reason END,
      CASE WHEN v.would_limit THEN v.rule ELSE u.observed_rule END,
      u.shadow_policy_id, u.shadow_policy_name, u.shadow_policy_version, u.shadow_effect, u.shadow_reason, u.shadow_rule
    FROM unnest(p_calls) WITH ORDINALITY AS u CROSS JOIN LATERAL (SELECT u.ordinality::integer AS n) at
      CROSS JOIN LATERAL (SELECT verdicts[at.n] AS verdict, reasons[at.n] AS reason, rules[at.n] AS rule, messages[at.n] AS message,
        uses[at.n] AS uses, verdicts[at.n] = 'admitted' AND rules[at.n] IS NOT NULL AS would_limit) v
    WHERE v.verdict NOT IN ('stale', 'retry');
  PERFORM set_config('app.org', '', true);
  RETURN QUERY SELECT t.n::integer, t.verdict, t.reason, t.message, t.state, t.item, t.resets_at, t.wait, t.uses
    FROM unnest(verdicts, reasons, messages, states, items, resets, waits, uses) WITH ORDINALITY
      AS t(verdict, reason, message, state, item, resets_at, wait, uses, n);
END $$;

-- Limits are taken by portcullis.admit alone.
DROP FUNCTION portcullis.reserve(uuid, uuid, jsonb);

-- What became of one admitted call.
CREATE TYPE portcullis.outcome_entry AS (
  id uuid, outcome text, upstream_status integer, duration_ms double precision, request_bytes bigint, response_bytes bigint, result_digest bytea
);

-- Gives back what attempts have taken of limits, once each: to the window that it was taken from, and if that is over, only the ledger changes.
-- The caller has set app.org.
CREATE FUNCTION portcullis.refund(p_ids uuid[]) RETURNS void LANGUAGE plpgsql VOLATILE SECURITY INVOKER AS $$
BEGIN
  -- The counters' locks, in their order, are those of the ledger too.
  PERFORM 1 FROM portcullis.limit_counter lc WHERE lc.organization_id = portcullis.org()
    AND lc.key IN (SELECT e.key FROM portcullis.limit_reservation e WHERE e.organization_id = portcullis.org() AND e.decision_id = ANY (p_ids))
    ORDER BY lc.key FOR UPDATE;
  WITH given AS (
    UPDATE portcullis.limit_reservation e SET state = 'refunded'
      WHERE e.organization_id = portcullis.org() AND e.decision_id = ANY (p_ids) AND e.state = 'taken'
      RETURNING e.key, e.window_start, e.amount),
  sums AS (SELECT g.key, g.window_start, sum(g.amount) AS amount FROM given g WHERE g.window_start IS NOT NULL GROUP BY g.key, g.window_start)
  UPDATE portcullis.limit_counter lc SET used = greatest(lc.used - s.amount, 0)
    FROM sums s WHERE lc.organization_id = portcullis.org() AND lc.key = s.key AND lc.window_start = s.window_start;
END $$;

-- Records what became of attempts of many organizations, sorted and switched as in portcullis.admit. An attempt has one outcome; if that is
-- `unknown`, a truth that comes later is a second row. An outcome whose attempt is not there, or was refused, is nothing. `not_sent` gives
-- back what was taken.
CREATE FUNCTION portcullis.record_outcomes(p_organizations uuid[], p_lasts integer[], p_rows portcullis.outcome_entry[])
RETURNS void LANGUAGE plpgsql VOLATILE SECURITY INVOKER
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
DECLARE org uuid; first integer := 1; last integer; rows portcullis.outcome_entry[]; not_sent uuid[]; late_not_sent uuid[];
BEGIN
  FOR i IN 1 .. cardinality(p_organizations) LOOP
    org := p_organizations[i]; last := p_lasts[i]; rows := p_rows[first:last]; first := last + 1;
    PERFORM set_config('app.org', org::text, true);
    WITH stored AS (
      INSERT INTO portcullis.outcome (organization_id, id, outcome, upstream_status, duration_ms, request_bytes, response_bytes, result_digest)
        SELECT org, u.* FROM unnest(rows) AS u
        WHERE EXISTS (SELECT 1 FROM portcullis.attempt a WHERE a.organization_id = org AND a.id = u.id AND a.effect = 'allow' AND a.outcome IS NULL)
        ORDER BY u.id ON CONFLICT DO NOTHING RETURNING outcome.id, outcome.outcome)
      SELECT array_agg(s.id) FILTER (WHERE s.outcome = 'not_sent') INTO not_sent FROM stored s;
    WITH stored AS (
      INSERT INTO portcullis.outcome (organization_id, id, is_late, outcome, upstream_status, duration_ms, request_bytes, response_bytes,
          result_digest)
        SELECT org, u.id, true, u.outcome, u.upstream_status, u.duration_ms, u.request_bytes, u.response_bytes, u.result_digest
        FROM unnest(rows) AS u JOIN portcullis.outcome o ON o.organization_id = org AND o.id = u.id AND NOT o.is_late AND o.outcome = 'unknown'
        WHERE u.outcome <> 'unknown' ORDER BY u.id ON CONFLICT DO NOTHING RETURNING outcome.id, outcome.outcome)
      SELECT array_agg(s.id) FILTER (WHERE s.outcome = 'not_sent') INTO late_not_sent FROM stored s;
    IF not_sent IS NOT NULL OR late_not_sent IS NOT NULL THEN PERFORM portcullis.refund(not_sent || late_not_sent); END IF;
  END LOOP;
  PERFORM set_config('app.org', '', true);
END $$;

REVOKE ALL ON FUNCTION portcullis.admit(uuid, boolean, uuid[], integer[], integer[], integer[], portcullis.admission_entry[],
  portcullis.admission_counter[], portcullis.admission_limit[]), portcullis.refund(uuid[]),
  portcullis.record_outcomes(uuid[], integer[], portcullis.outcome_entry[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portcullis.admit(uuid, boolean, uuid[], integer[], integer[], integer[], portcullis.admission_entry[],
  portcullis.admission_counter[], portcullis.admission_limit[]), portcullis.refund(uuid[]),
  portcullis.record_outcomes(uuid[], integer[], portcullis.outcome_entry[]) TO pc_gateway;
