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
