-- The version of the root key that every process has: `portcullis rotate-keys` says so, which is run once all have started with it.
ALTER TABLE portcullis.installation_switch ADD COLUMN key_version integer NOT NULL DEFAULT 1;

-- After a rotation of the root key a token is hashed anew at its next use (security.md, section 11): only then is the token known. Nobody finds a
-- row here who does not know what is stored of it, no row goes back to an older key, and none goes to one that a process may not have yet: it would
-- refuse the token.
CREATE FUNCTION portcullis.rehash_token(p_organization uuid, p_known bytea, p_hash bytea, p_version integer) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = portcullis, pg_temp AS $$
BEGIN
  PERFORM set_config('app.org', p_organization::text, true);
  UPDATE portcullis.grant_token t SET hash = p_hash, pepper_version = p_version
    WHERE t.organization_id = p_organization AND t.hash = p_known AND t.pepper_version < p_version
      AND p_version <= (SELECT s.key_version FROM portcullis.installation_switch s);
  PERFORM set_config('app.org', '', true);
END $$;
REVOKE ALL ON FUNCTION portcullis.rehash_token(uuid, bytea, bytea, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portcullis.rehash_token(uuid, bytea, bytea, integer) TO pc_gateway;
