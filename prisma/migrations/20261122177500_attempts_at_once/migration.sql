-- Attempts of buffered servers, of however many organizations, are stored in one statement: each row switches app.org before row-level security
-- looks at it, as in portcullis.admit. Last uses are noted where a call says so.
CREATE OR REPLACE FUNCTION portcullis.record_attempts(p_replica uuid, p_organizations uuid[], p_lasts integer[], p_calls portcullis.admission_entry[])
RETURNS void LANGUAGE plpgsql VOLATILE SECURITY INVOKER SET plan_cache_mode = force_generic_plan AS $$
DECLARE organizations uuid[] := '{}'; first integer := 1; used uuid[];
BEGIN
  FOR i IN 1 .. cardinality(p_organizations) LOOP
    organizations := organizations || array_fill(p_organizations[i], ARRAY[p_lasts[i] - first + 1]);
    first := p_lasts[i] + 1;
  END LOOP;
  INSERT INTO portcullis.attempt (organization_id, id, grant_id, grant_label, owner_id, server_id, server_slug, upstream_origin, method, tool,
      tool_digest, call_digest, argument_names, argument_view, splices, effect, reason, rule, message, policy_id, policy_name, policy_version,
      era, protocol_version, client_name, client_version, source_address, trace_id, replica_id, recording, observed, observed_reason,
      observed_rule, shadow_policy_id, shadow_policy_name, shadow_policy_version, shadow_effect, shadow_reason, shadow_rule)
    SELECT set_config('app.org', organizations[u.ordinality]::text, true)::uuid, u.id, u.grant_id, u.grant_label, u.owner_id, u.server_id,
      u.server_slug, u.upstream_origin, u.method, u.tool, u.tool_digest, u.call_digest, u.argument_names, u.argument_view, u.splices, u.effect,
      u.reason, u.rule, u.message, u.policy_id, u.policy_name, u.policy_version, u.era, u.protocol_version, u.client_name, u.client_version,
      u.source_address, u.trace_id, p_replica, 'buffered', u.observed, u.observed_reason, u.observed_rule, u.shadow_policy_id,
      u.shadow_policy_name, u.shadow_policy_version, u.shadow_effect, u.shadow_reason, u.shadow_rule
    FROM unnest(p_calls) WITH ORDINALITY AS u ON CONFLICT DO NOTHING;
  IF EXISTS (SELECT 1 FROM unnest(p_calls) AS u WHERE u.marks_use) THEN
    first := 1;
    FOR i IN 1 .. cardinality(p_organizations) LOOP
      SELECT array_agg(DISTINCT u.grant_id) INTO used FROM unnest(p_calls) WITH ORDINALITY AS u
        WHERE u.ordinality BETWEEN first AND p_lasts[i] AND u.marks_use;
      first := p_lasts[i] + 1;
      CONTINUE WHEN used IS NULL;
      PERFORM set_config('app.org', p_organizations[i]::text, true);
      UPDATE portcullis.access_grant g SET last_used_at = clock_timestamp()
        WHERE g.organization_id = p_organizations[i] AND g.id IN (
          SELECT a.id FROM portcullis.access_grant a
          WHERE a.organization_id = p_organizations[i] AND a.id = ANY (used)
            AND (a.last_used_at IS NULL OR a.last_used_at < clock_timestamp() - interval '1 minute')
          ORDER BY a.id FOR NO KEY UPDATE SKIP LOCKED);
    END LOOP;
  END IF;
  PERFORM set_config('app.org', '', true);
END $$;
