-- Buffered servers (security.md 8.5): attempts that are in a gateway's file already reach the database here, some more than once. They were decided
-- on a state that the database had confirmed at most a second before; nothing of it is checked again.
CREATE FUNCTION portcullis.record_attempts(p_replica uuid, p_organizations uuid[], p_lasts integer[], p_calls portcullis.admission_entry[])
RETURNS void LANGUAGE plpgsql VOLATILE SECURITY INVOKER AS $$
DECLARE org uuid; first integer := 1; last integer;
BEGIN
  FOR i IN 1 .. cardinality(p_organizations) LOOP
    org := p_organizations[i]; last := p_lasts[i];
    PERFORM set_config('app.org', org::text, true);
    INSERT INTO portcullis.attempt (organization_id, id, grant_id, grant_label, owner_id, server_id, server_slug, upstream_origin, method, tool,
        tool_digest, call_digest, argument_names, argument_view, splices, effect, reason, rule, message, policy_id, policy_name, policy_version,
        era, protocol_version, client_name, client_version, source_address, trace_id, replica_id, recording, observed, observed_reason,
        observed_rule, shadow_policy_id, shadow_policy_name, shadow_policy_version, shadow_effect, shadow_reason, shadow_rule)
      SELECT org, u.id, u.grant_id, u.grant_label, u.owner_id, u.server_id, u.server_slug, u.upstream_origin, u.method, u.tool,
        u.tool_digest, u.call_digest, u.argument_names, u.argument_view, u.splices, u.effect, u.reason, u.rule, u.message, u.policy_id,
        u.policy_name, u.policy_version, u.era, u.protocol_version, u.client_name, u.client_version, u.source_address, u.trace_id, p_replica,
        'buffered', u.observed, u.observed_reason, u.observed_rule, u.shadow_policy_id, u.shadow_policy_name, u.shadow_policy_version,
        u.shadow_effect, u.shadow_reason, u.shadow_rule
      FROM unnest(p_calls[first:last]) AS u ON CONFLICT DO NOTHING;
    UPDATE portcullis.access_grant g SET last_used_at = clock_timestamp()
      WHERE g.organization_id = org AND g.id IN (
        SELECT a.id FROM portcullis.access_grant a
        WHERE a.organization_id = org AND a.id IN (SELECT u.grant_id FROM unnest(p_calls[first:last]) AS u WHERE u.marks_use)
          AND (a.last_used_at IS NULL OR a.last_used_at < clock_timestamp() - interval '1 minute')
        ORDER BY a.id FOR NO KEY UPDATE SKIP LOCKED);
    first := last + 1;
  END LOOP;
  PERFORM set_config('app.org', '', true);
END $$;
REVOKE ALL ON FUNCTION portcullis.record_attempts(uuid, uuid[], integer[], portcullis.admission_entry[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portcullis.record_attempts(uuid, uuid[], integer[], portcullis.admission_entry[]) TO pc_gateway;

-- Gateways may go on under a state of buffered servers for a second after it was replaced: whoever replaces it is told afterwards. Also when the
-- last such server was only just made guaranteed, or deleted.
ALTER TABLE portcullis.organization ADD COLUMN buffered_until timestamptz(6);
CREATE FUNCTION portcullis.note_buffered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE portcullis.organization SET buffered_until = clock_timestamp() + interval '5 seconds' WHERE id = OLD.organization_id;
  RETURN NULL;
END $$;
CREATE TRIGGER note_buffered_change AFTER UPDATE OF recording ON portcullis.server FOR EACH ROW
  WHEN (OLD.recording = 'buffered' AND NEW.recording <> 'buffered') EXECUTE FUNCTION portcullis.note_buffered();
CREATE TRIGGER note_buffered_deletion AFTER DELETE ON portcullis.server FOR EACH ROW
  WHEN (OLD.recording = 'buffered') EXECUTE FUNCTION portcullis.note_buffered();
REVOKE ALL ON FUNCTION portcullis.note_buffered() FROM PUBLIC;
