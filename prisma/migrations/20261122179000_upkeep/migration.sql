-- What a dead gateway left open gets an outcome; no upkeep ever writes an attempt.
REVOKE INSERT ON portcullis.attempt FROM pc_ops;

-- How far receivers of the record are behind, for the operator: of all organizations together, so that it names none.
CREATE FUNCTION portcullis.stream_lag(OUT most_waiting bigint, OUT failing integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = portcullis, pg_temp AS $$
  SELECT coalesce(max(c.n - s.cursor_n), 0), (count(*) FILTER (WHERE s.failures > 0))::integer
  FROM portcullis.stream s JOIN portcullis.audit_chain c ON c.organization_id = s.organization_id WHERE s.enabled
$$;
GRANT CREATE ON SCHEMA portcullis TO pc_auth;
ALTER FUNCTION portcullis.stream_lag() OWNER TO pc_auth;
REVOKE CREATE ON SCHEMA portcullis FROM pc_auth;
REVOKE ALL ON FUNCTION portcullis.stream_lag() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portcullis.stream_lag() TO pc_ops;

-- The words of a held call are kept no longer than people may want to look at them; its digests stay. The request itself goes with the record.
ALTER TABLE portcullis.approval_request ALTER COLUMN sealed_call DROP NOT NULL;
CREATE INDEX approval_request_organization_id_sealed_idx ON portcullis.approval_request (organization_id, expires_at) WHERE sealed_call IS NOT NULL;
GRANT UPDATE (sealed_call), DELETE ON portcullis.approval_request TO pc_ops;
