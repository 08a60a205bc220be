-- Admission with approvals (security.md, sections 8 and 9). A call that people have to approve runs once they have, if all that they decided about is still
-- so; it waits for them, with the request that was made when it was asked first; or it is refused.

-- What is written down of a call that nobody has been asked about yet, and by what one that somebody has been asked about is found. call: its place in
-- the batch; rule and allowed_by: where the document asks for it, and the rule of the decision once it is given; reference: the request that the
-- client was told to wait for.
CREATE TYPE portcullis.admission_approval AS (
  call integer, id uuid, params_digest bytea, sealed_call text, category text, rule text, allowed_by text, message text, approvers text[],
  min_approvals integer, expires_after_seconds double precision, reference uuid
);
-- admission_verdict stays as it is for gateways of before: they hold prepared statements on it.
CREATE TYPE portcullis.admission_answer AS (
  call integer, verdict text, reason text, message text, state text, item integer, resets_at timestamptz, retry_after_seconds integer, limits text,
  approval_id uuid, expires_at timestamptz, successor uuid, sealed_call text
);

-- The request that counts for a call: one that is still open, or that a person refused or changed not long ago; else the last one that was void.
-- differences: what is not as it was when it was asked for, in words; was_approved: it has the votes, and some of their givers may not vote any more.
CREATE FUNCTION portcullis.approval_found(p_call portcullis.admission_entry, p_asked portcullis.admission_approval, p_now timestamptz, OUT id uuid,
  OUT state text, OUT uses integer, OUT expires_at timestamptz, OUT was_approved boolean, OUT differences text[], OUT successor uuid,
  OUT successor_call text, OUT voided uuid)
LANGUAGE sql VOLATILE SECURITY INVOKER SET search_path = portcullis, pg_temp AS $$
  -- The youngest few: what is older was over before they were made. Not by time alone, for the database's clock may have stepped back.
  WITH known AS (
    SELECT q.*, s.state, s.uses, s.approvals FROM (
      SELECT r FROM approval_request r WHERE r.organization_id = org() AND r.grant_id = (p_call).grant_id AND r.params_digest = (p_asked).params_digest
        AND r.server_id = (p_call).server_id ORDER BY r.at DESC LIMIT 8) found(r),
      LATERAL approval_standing(found.r, p_now) s, LATERAL (SELECT (found.r).*) q),
  counting AS (
    SELECT k.*, e.successor, n.sealed_call AS successor_call FROM known k
      LEFT JOIN approval_end e ON e.organization_id = k.organization_id AND e.request_id = k.id
      LEFT JOIN approval_request n ON n.organization_id = k.organization_id AND n.id = e.successor
    WHERE k.state IN ('pending', 'approved') OR (k.state = 'refused' AND p_now < k.expires_at)
      OR (k.state = 'edited' AND p_now < greatest(k.expires_at, n.expires_at))
    ORDER BY k.at DESC, k.id DESC LIMIT 1),
  told AS (
    SELECT c.*, array_remove(ARRAY[
      CASE WHEN (c.policy_id, c.policy_version) IS DISTINCT FROM ((p_call).policy_id, (p_call).policy_version)
        THEN 'another version of the policy is live' END,
      CASE WHEN c.tool_digest IS DISTINCT FROM (p_call).tool_digest THEN 'the definition of the tool has changed' END,
      CASE WHEN c.upstream_origin IS DISTINCT FROM (p_call).upstream_origin THEN 'the server is at another address' END,
      CASE WHEN c.owner_id IS DISTINCT FROM (p_call).owner_id THEN 'the grant has another owner' END,
      CASE WHEN (c.policy_id, c.policy_version) IS NOT DISTINCT FROM ((p_call).policy_id, (p_call).policy_version)
        AND NOT (c.rule = (p_asked).rule AND c.min_approvals = (p_asked).min_approvals AND c.approvers @> (p_asked).approvers
          AND c.approvers <@ (p_asked).approvers) THEN 'the policy asks for another approval' END], NULL) AS parts
    FROM counting c)
  SELECT t.id, t.state, t.uses, t.expires_at,
    t.state = 'pending' AND (SELECT count(*) FROM approval_vote v WHERE v.organization_id = t.organization_id AND v.request_id = t.id
      AND v.vote = 'approve') >= t.min_approvals,
    CASE WHEN t.parts = '{}' AND t.call_digest IS DISTINCT FROM (p_call).call_digest THEN ARRAY['it is not the same call'] ELSE t.parts END,
    t.successor, t.successor_call, (SELECT k.id FROM known k WHERE k.state = 'void' ORDER BY k.at DESC, k.id DESC LIMIT 1)
  FROM (SELECT) AS one LEFT JOIN told t ON true
$$;

-- How often people were asked because of a grant is counted whenever they would be asked again.
CREATE INDEX approval_request_organization_id_grant_id_at_idx ON portcullis.approval_request (organization_id, grant_id, at);

DROP FUNCTION portcullis.admit(uuid, boolean, uuid[], integer[], integer[], integer[], portcullis.admission_entry[], portcullis.admission_counter[],
  portcullis.admission_limit[]);

-- Calls are sorted by organization, organizations by id; those of p_organizations[i] end at p_lasts[i], their counters at p_counter_lasts[i],
-- their limits, in the order of calls, at p_limit_lasts[i]. p_together: all are admitted, or none. app.org is switched for each organization, so
-- that row-level security holds for every row, and is clear at the end. One verdict per call:
--   admitted; recorded (a call that was denied before); denied, with reason; limit; held, until people have approved it; stale and retry: nothing is
--   recorded.
-- Whoever changes what is decided here holds the organization's advisory lock until the change is committed (portcullis.touch_organization), so
-- one revision stands for all of it; only an expiry comes without a change. Every statement has its own snapshot, taken after the lock.
-- p_approvals: of calls that people have to approve, at most one each and in the order of calls. Nothing of approvals is written but under the
-- organization's lock (3, …), which is taken last of all its locks and only when there is something to write; a replica's reading before it only
-- saves the wait.
-- The settings keep plans of an empty table from being used on a full one.
CREATE FUNCTION portcullis.admit(p_replica uuid, p_together boolean, p_organizations uuid[], p_lasts integer[], p_counter_lasts integer[],
  p_limit_lasts integer[], p_calls portcullis.admission_entry[], p_counters portcullis.admission_counter[], p_limits portcullis.admission_limit[],
  p_approvals portcullis.admission_approval[])
RETURNS SETOF portcullis.admission_answer LANGUAGE plpgsql VOLATILE SECURITY INVOKER
SET lock_timeout = '250ms' SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
DECLARE
  used_max CONSTANT numeric := 999999999999999999.999999; -- what a counter holds
  live_max CONSTANT bigint := 10000; -- entries of a rolling counter
  waiting_max CONSTANT bigint := 500; -- calls of an organization that wait for approval
  waiting_of_grant_max CONSTANT bigint := 20;
  asked_in_an_hour_max CONSTANT bigint := 120; -- also those that were taken back: each has been a message to people
  calls_all CONSTANT integer := cardinality(p_calls);
  counters_all CONSTANT integer := cardinality(p_counters);
  approvals_all CONSTANT integer := cardinality(p_approvals);
  stamp timestamptz; looked timestamptz; is_killed boolean; is_free boolean; free_organizations boolean[];
  org uuid; setting text; i integer; j integer; k integer; l integer;
  last_call integer := 0; first_call integer; last_counter integer := 0; first_counter integer; last_limit integer := 0; first_limit integer;
  calls portcullis.admission_entry[]; counters portcullis.admission_counter[]; c portcullis.admission_entry;
  live_grant uuid; live_server uuid; live_revision bigint; is_live boolean;
  any_admissible boolean; any_key boolean; any_use boolean;
  r record; one portcullis.admission_limit; counter portcullis.admission_counter;
  -- Of approvals: the next one, this call's, the request that it finds and whether it runs on that.
  last_approval integer := 0; asks portcullis.admission_approval; held record; runs boolean; has_lock boolean; counted_grant uuid; waiting record;
  asked_often record;
  own_first integer; full_at integer; free_at timestamptz; asked numeric; known record;
  -- By call.
  verdicts text[] := array_fill(NULL::text, ARRAY[calls_all]);
  reasons text[] := verdicts; messages text[] := verdicts; rules text[] := verdicts; states text[] := verdicts; uses text[] := verdicts;
  items integer[] := array_fill(NULL::integer, ARRAY[calls_all]);
  resets timestamptz[] := array_fill(NULL::timestamptz, ARRAY[calls_all]);
  waits integer[] := items;
  approval_ids uuid[] := array_fill(NULL::uuid, ARRAY[calls_all]);
  successors uuid[] := approval_ids;
  expiries timestamptz[] := resets;
  sealed_calls text[] := verdicts; allowed_bys text[] := verdicts;
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

    any_admissible := false; any_key := false; any_use := false; has_lock := false; counted_grant := NULL;
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
      asks := NULL; runs := false;
      WHILE last_approval < approvals_all AND p_approvals[last_approval + 1].call <= j LOOP
        last_approval := last_approval + 1;
        IF p_approvals[last_approval].call = j THEN asks := p_approvals[last_approval]; END IF;
      END LOOP;
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

      IF asks.call IS NOT NULL THEN
        IF p_together THEN
          verdicts[j] := 'denied'; reasons[j] := 'approval_required'; rules[j] := asks.rule;
          messages[j] := 'A call that needs approval cannot be part of a batch. Send it alone.';
          CONTINUE;
        END IF;
        c := p_calls[j]; looked := greatest(stamp, looked);
        LOOP
          SELECT * INTO held FROM portcullis.approval_found(c, asks, looked);
          -- What the client was told to wait for counts, and nothing else does.
          IF asks.reference IS DISTINCT FROM coalesce(held.id, held.voided) AND asks.reference IS NOT NULL THEN
            verdicts[j] := 'denied'; reasons[j] := 'approval_invalid'; rules[j] := asks.rule; states[j] := 'reference';
            messages[j] := 'The approval that this call was told to wait for is used, is over or is of another call.';
            EXIT;
          ELSIF held.state IN ('refused', 'edited') THEN
            verdicts[j] := 'denied'; reasons[j] := 'approval_required'; rules[j] := asks.rule; approval_ids[j] := held.id;
            IF held.state = 'refused' THEN
              -- What they say of it is for whoever asks: how to call instead.
              messages[j] := 'A person refused this call. Nothing was sent.' || coalesce((SELECT ' They say: "' || v.note || '"' FROM portcullis.approval_vote v
                WHERE v.organization_id = org AND v.request_id = held.id AND v.vote = 'refuse' AND v.note <> '' ORDER BY v.at LIMIT 1), '');
            ELSE
              messages[j] := 'A person has changed the arguments of this call. Nothing was sent.';
              successors[j] := held.successor; sealed_calls[j] := held.successor_call;
            END IF;
            EXIT;
          ELSIF held.state = 'pending' AND NOT held.was_approved AND held.differences = '{}' THEN
            verdicts[j] := 'held'; approval_ids[j] := held.id; expiries[j] := held.expires_at;
            reasons[j] := 'approval_required'; rules[j] := asks.rule; messages[j] := asks.message;
            EXIT;
          ELSIF held.id IS NULL THEN
            IF counted_grant IS DISTINCT FROM c.grant_id THEN
              counted_grant := c.grant_id;
              SELECT count(*) AS n, count(*) FILTER (WHERE q.grant_id = c.grant_id) AS of_grant INTO waiting FROM portcullis.approval_request q
              WHERE q.organization_id = org AND q.expires_at > looked
                AND NOT EXISTS (SELECT 1 FROM portcullis.approval_end e WHERE e.organization_id = org AND e.request_id = q.id)
                AND NOT EXISTS (SELECT 1 FROM portcullis.approval_vote v WHERE v.organization_id = org AND v.request_id = q.id AND v.vote = 'refuse')
                AND q.min_approvals > (SELECT count(*) FROM portcullis.approval_vote v WHERE v.organization_id = org AND v.request_id = q.id
                  AND v.vote = 'approve');
              SELECT count(*) AS n, min(q.at) AS first_at INTO asked_often FROM (
                SELECT q.at FROM portcullis.approval_request q WHERE q.organization_id = org AND q.grant_id = c.grant_id
                  AND q.at > looked - interval '1 hour' ORDER BY q.at DESC LIMIT asked_in_an_hour_max) q;
            END IF;
            IF waiting.of_grant >= waiting_of_grant_max OR waiting.n >= waiting_max THEN
              verdicts[j] := 'denied'; reasons[j] := 'approval_required'; rules[j] := asks.rule;
              messages[j] := CASE WHEN waiting.of_grant >= waiting_of_grant_max
                THEN 'Too many calls of this grant wait for approval, so that nobody was asked about this one. Nothing was sent; try again when some are decided.'
                ELSE 'Too many calls of this organization wait for approval, so that nobody was asked about this one. Nothing was sent; try again when some are decided.' END;
              EXIT;
            ELSIF asked_often.n >= asked_in_an_hour_max THEN
              verdicts[j] := 'denied'; reasons[j] := 'approval_required'; rules[j] := asks.rule;
              messages[j] := 'People were asked about ' || asked_often.n || ' calls of this grant within an hour, so that nobody was asked about this one. '
                || 'Nothing was sent; try again in '
                || greatest(1, ceil(extract(epoch FROM asked_often.first_at + interval '1 hour' - looked) / 60)) || ' min.';
              EXIT;
            END IF;
          END IF;
          -- There is something to write: it is looked at again with the lock.
          IF NOT has_lock THEN
            PERFORM pg_advisory_xact_lock(3, hashtext(org::text));
            -- The wait counts: what has run out meanwhile runs no more.
            has_lock := true; counted_grant := NULL; looked := greatest(stamp, portcullis.now());
            CONTINUE;
          END IF;
          IF held.id IS NULL THEN
            INSERT INTO portcullis.approval_request (organization_id, id, at, expires_at, grant_id, grant_label, owner_id, client_name, server_id,
                server_slug, upstream_origin, method, tool, tool_digest, category, call_digest, params_digest, sealed_call, policy_id, policy_name,
                policy_version, rule, message, approvers, min_approvals, attempt_id)
              VALUES (org, asks.id, looked, looked + make_interval(secs => asks.expires_after_seconds), c.grant_id, c.grant_label, c.owner_id, c.client_name,
                c.server_id, c.server_slug, c.upstream_origin, c.method, c.tool, c.tool_digest, asks.category, c.call_digest, asks.params_digest,
                asks.sealed_call, c.policy_id, c.policy_name, c.policy_version, asks.rule, asks.message, asks.approvers, asks.min_approvals, c.id);
            waiting.n := waiting.n + 1; waiting.of_grant := waiting.of_grant + 1; asked_often.n := asked_often.n + 1;
            verdicts[j] := 'held'; approval_ids[j] := asks.id; expiries[j] := looked + make_interval(secs => asks.expires_after_seconds);
            reasons[j] := 'approval_required'; rules[j] := asks.rule; messages[j] := asks.message;
            EXIT;
          ELSIF held.state = 'approved' AND held.differences = '{}' THEN
            runs := true;
            EXIT;
          ELSE
            IF held.was_approved THEN held.differences := array_append(held.differences, 'who approved it may not decide about it any more'); END IF;
            INSERT INTO portcullis.approval_end (organization_id, request_id, kind, at, reason)
              VALUES (org, held.id, 'void', looked, array_to_string(held.differences, '; ')) ON CONFLICT DO NOTHING;
            counted_grant := NULL;
            IF held.state = 'approved' OR held.was_approved THEN
              verdicts[j] := 'denied'; reasons[j] := 'approval_invalid'; rules[j] := asks.rule; approval_ids[j] := held.id;
              messages[j] := 'The approval of this call no longer holds: ' || array_to_string(held.differences, '; ')
                || '. Nothing was sent; call again to ask for another one.';
              EXIT;
            END IF;
            -- It was asked about and not decided: there is nothing to lose, and it is asked about as it is now.
            asks.reference := NULL;
          END IF;
        END LOOP;
        CONTINUE WHEN verdicts[j] <> 'admitted';
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
      IF runs THEN
        -- The key arbitrates, should anybody write without the lock.
        INSERT INTO portcullis.approval_use (organization_id, request_id, n, attempt_id, at) VALUES (org, held.id, held.uses + 1, c.id, looked)
          ON CONFLICT DO NOTHING;
        IF NOT FOUND THEN RAISE EXCEPTION 'the approval was used meanwhile' USING ERRCODE = 'serialization_failure'; END IF;
        approval_ids[j] := held.id; allowed_bys[j] := asks.allowed_by;
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
      limits, approval_id, era, protocol_version, client_name, client_version, source_address, trace_id, replica_id, recording, outcome, duration_ms,
      observed, observed_reason, observed_rule, shadow_policy_id, shadow_policy_name, shadow_policy_version, shadow_effect, shadow_reason,
      shadow_rule)
    SELECT set_config('app.org', organizations[at.n]::text, true)::uuid, u.id, u.grant_id, u.grant_label, u.owner_id, u.server_id, u.server_slug, u.upstream_origin, u.method, u.tool,
      u.tool_digest, u.call_digest, u.argument_names, u.argument_view, u.splices, CASE WHEN v.reason IS NULL THEN u.effect ELSE 'deny' END,
      coalesce(v.reason, CASE WHEN v.allowed_by IS NULL THEN u.reason ELSE 'allowed' END),
      CASE WHEN v.reason IS NOT NULL THEN coalesce(v.rule, '') WHEN v.rule IS NOT NULL THEN '/mode' ELSE coalesce(v.allowed_by, u.rule) END,
      coalesce(v.message, u.message), u.policy_id, u.policy_name, u.policy_version,
      v.uses::jsonb, v.approval_id, u.era, u.protocol_version, u.client_name, u.client_version, u.source_address, u.trace_id, p_replica, u.recording,
      CASE WHEN v.verdict = 'held' THEN 'held' WHEN v.verdict <> 'admitted' THEN 'refused' END, CASE WHEN v.verdict <> 'admitted' THEN u.refused_after_ms END,
      CASE WHEN v.would_limit THEN 'would_limit' ELSE u.observed END, CASE WHEN v.would_limit THEN 'limit_exceeded' ELSE u.observed_reason END,
      CASE WHEN v.would_limit THEN v.rule ELSE u.observed_rule END,
      u.shadow_policy_id, u.shadow_policy_name, u.shadow_policy_version, u.shadow_effect, u.shadow_reason, u.shadow_rule
    FROM unnest(p_calls) WITH ORDINALITY AS u CROSS JOIN LATERAL (SELECT u.ordinality::integer AS n) at
      CROSS JOIN LATERAL (SELECT verdicts[at.n] AS verdict, reasons[at.n] AS reason, rules[at.n] AS rule, messages[at.n] AS message,
        uses[at.n] AS uses, approval_ids[at.n] AS approval_id, allowed_bys[at.n] AS allowed_by, verdicts[at.n] = 'admitted' AND rules[at.n] IS NOT NULL AS would_limit) v
    WHERE v.verdict NOT IN ('stale', 'retry');
  PERFORM set_config('app.org', '', true);
  RETURN QUERY SELECT t.n::integer, t.verdict, t.reason, t.message, t.state, t.item, t.resets_at, t.wait, t.uses,
      t.approval, t.expires_at, t.successor, t.sealed_call
    FROM unnest(verdicts, reasons, messages, states, items, resets, waits, uses, approval_ids, expiries, successors, sealed_calls) WITH ORDINALITY
      AS t(verdict, reason, message, state, item, resets_at, wait, uses, approval, expires_at, successor, sealed_call, n);
END $$;

-- As gateways of before ask: they send no call that needs approval.
CREATE FUNCTION portcullis.admit(p_replica uuid, p_together boolean, p_organizations uuid[], p_lasts integer[], p_counter_lasts integer[],
  p_limit_lasts integer[], p_calls portcullis.admission_entry[], p_counters portcullis.admission_counter[], p_limits portcullis.admission_limit[])
RETURNS SETOF portcullis.admission_verdict LANGUAGE sql VOLATILE SECURITY INVOKER AS $$
  SELECT t.call, t.verdict, t.reason, t.message, t.state, t.item, t.resets_at, t.retry_after_seconds, t.limits
    FROM portcullis.admit($1, $2, $3, $4, $5, $6, $7, $8, $9, '{}') AS t
$$;

REVOKE ALL ON FUNCTION portcullis.admit(uuid, boolean, uuid[], integer[], integer[], integer[], portcullis.admission_entry[],
  portcullis.admission_counter[], portcullis.admission_limit[], portcullis.admission_approval[]),
  portcullis.admit(uuid, boolean, uuid[], integer[], integer[], integer[], portcullis.admission_entry[], portcullis.admission_counter[],
  portcullis.admission_limit[]), portcullis.approval_found(portcullis.admission_entry, portcullis.admission_approval, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portcullis.admit(uuid, boolean, uuid[], integer[], integer[], integer[], portcullis.admission_entry[],
  portcullis.admission_counter[], portcullis.admission_limit[], portcullis.admission_approval[]),
  portcullis.admit(uuid, boolean, uuid[], integer[], integer[], integer[], portcullis.admission_entry[], portcullis.admission_counter[],
  portcullis.admission_limit[]), portcullis.approval_found(portcullis.admission_entry, portcullis.admission_approval, timestamptz) TO pc_gateway;
