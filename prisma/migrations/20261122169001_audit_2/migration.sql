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
