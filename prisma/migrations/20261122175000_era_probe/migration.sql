-- A verdict "legacy" is looked at again (protocol.md B5): an upgraded server goes on answering the old form, so nobody would notice.
ALTER TABLE portcullis.server ADD COLUMN era_probed_at timestamptz(6);

-- That a server was asked changes no decision: gateways need not hear of it. Every other change of the row, they do.
DROP TRIGGER touch ON portcullis.server;
CREATE TRIGGER touch AFTER INSERT OR DELETE ON portcullis.server FOR EACH ROW EXECUTE FUNCTION portcullis.touch_organization();
CREATE TRIGGER touch_update AFTER UPDATE ON portcullis.server FOR EACH ROW
  WHEN (OLD.era_probed_at IS NOT DISTINCT FROM NEW.era_probed_at
    OR to_jsonb(OLD) - 'era_probed_at' IS DISTINCT FROM to_jsonb(NEW) - 'era_probed_at')
  EXECUTE FUNCTION portcullis.touch_organization();

-- Which servers are due, of all organizations; the longest waiting first. Ids and a short name, nothing that is secret.
CREATE POLICY auth_lookup ON portcullis.server FOR SELECT TO pc_auth USING (true);
GRANT SELECT (organization_id, id, enabled, era, era_pin, discovered_at, era_probed_at) ON portcullis.server TO pc_auth;
CREATE FUNCTION portcullis.due_eras(p_before timestamptz, p_limit integer)
RETURNS TABLE (organization_id uuid, organization_slug text, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = portcullis, pg_temp AS $$
  SELECT s.organization_id, o.slug, s.id
  FROM portcullis.server s JOIN portcullis.organization o ON o.id = s.organization_id
  WHERE s.enabled AND s.era = 'legacy' AND s.era_pin IS NULL AND greatest(s.discovered_at, s.era_probed_at) < p_before
  ORDER BY greatest(s.discovered_at, s.era_probed_at) LIMIT least(greatest(p_limit, 0), 1000)
$$;
GRANT CREATE ON SCHEMA portcullis TO pc_auth;
ALTER FUNCTION portcullis.due_eras(timestamptz, integer) OWNER TO pc_auth;
REVOKE CREATE ON SCHEMA portcullis FROM pc_auth;
REVOKE ALL ON FUNCTION portcullis.due_eras(timestamptz, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portcullis.due_eras(timestamptz, integer) TO pc_ops;

-- The rest is done as one organization after the other.
GRANT SELECT (organization_id, id, slug, url, enabled, sealed_headers, era, era_pin, protocol_version, supported_versions, discovered_at, era_probed_at)
  ON portcullis.server TO pc_ops;
GRANT UPDATE (era, protocol_version, supported_versions, era_probed_at) ON portcullis.server TO pc_ops;
GRANT INSERT ON portcullis.audit_event TO pc_ops;
GRANT UPDATE (revision, changed_at) ON portcullis.organization TO pc_ops; -- the touch of the change
