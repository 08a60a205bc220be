-- An outcome looks its attempt up by its key, one lookup per row, whatever the database has learned of its tables. (OFFSET 0 keeps the lookup from
-- becoming a join, which may go through all that an organization has stored, once per batch.) Truth that comes after `unknown` is looked for only
-- when a row had no place as an outcome.
CREATE OR REPLACE FUNCTION portcullis.record_outcomes(p_organizations uuid[], p_lasts integer[], p_rows portcullis.outcome_entry[])
RETURNS void LANGUAGE plpgsql VOLATILE SECURITY INVOKER
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
DECLARE org uuid; first integer := 1; last integer; rows portcullis.outcome_entry[]; stored_count integer; not_sent uuid[]; late_not_sent uuid[];
BEGIN
  FOR i IN 1 .. cardinality(p_organizations) LOOP
    org := p_organizations[i]; last := p_lasts[i]; rows := p_rows[first:last]; first := last + 1;
    PERFORM set_config('app.org', org::text, true);
    WITH stored AS (
      INSERT INTO portcullis.outcome (organization_id, id, outcome, upstream_status, duration_ms, request_bytes, response_bytes, result_digest)
        SELECT org, u.* FROM unnest(rows) AS u CROSS JOIN LATERAL (
          SELECT 1 FROM portcullis.attempt a WHERE a.organization_id = org AND a.id = u.id AND a.effect = 'allow' AND a.outcome IS NULL OFFSET 0) a
        ORDER BY u.id ON CONFLICT DO NOTHING RETURNING outcome.id, outcome.outcome)
      SELECT count(*), array_agg(s.id) FILTER (WHERE s.outcome = 'not_sent') INTO stored_count, not_sent FROM stored s;
    late_not_sent := NULL;
    IF stored_count < cardinality(rows) THEN
      WITH stored AS (
        INSERT INTO portcullis.outcome (organization_id, id, is_late, outcome, upstream_status, duration_ms, request_bytes, response_bytes,
            result_digest)
          SELECT org, u.id, true, u.outcome, u.upstream_status, u.duration_ms, u.request_bytes, u.response_bytes, u.result_digest
          FROM unnest(rows) AS u CROSS JOIN LATERAL (
            SELECT 1 FROM portcullis.outcome o
            WHERE o.organization_id = org AND o.id = u.id AND NOT o.is_late AND o.outcome = 'unknown' OFFSET 0) o
          WHERE u.outcome <> 'unknown' ORDER BY u.id ON CONFLICT DO NOTHING RETURNING outcome.id, outcome.outcome)
        SELECT array_agg(s.id) FILTER (WHERE s.outcome = 'not_sent') INTO late_not_sent FROM stored s;
    END IF;
    IF not_sent IS NOT NULL OR late_not_sent IS NOT NULL THEN PERFORM portcullis.refund(not_sent || late_not_sent); END IF;
  END LOOP;
  PERFORM set_config('app.org', '', true);
END $$;
