-- Pinned tools (security.md, L11 and TM-6): a tool is its definition, and one that nobody has accepted is not there for agents. `tool` holds what a server was
-- last seen to list; `tool_pin` what a person said of it. A tool is accepted exactly while the two digests are equal: nothing else makes it so, and no
-- service but the dashboard's (pc_app) may write a pin.

CREATE TABLE portcullis.tool_pin (
  organization_id uuid NOT NULL,
  server_id uuid NOT NULL,
  -- By name: it holds also when the tool goes away and comes back.
  name text NOT NULL,
  -- What was accepted last, whole, for the comparison with what comes; NULL: nothing was.
  digest bytea,
  definition text,
  category text CHECK (category IN ('read', 'write', 'execute', 'destructive', 'financial', 'unclassified')),
  -- What its words said when it was accepted (`category`: what counted then, a person's judgement before its words). Kept while the tool is as it was accepted.
  says text CHECK (says IN ('read', 'write', 'execute', 'destructive', 'financial', 'unclassified')),
  accepted_at timestamptz(6),
  accepted_by uuid,
  accepted_by_name text,
  refused_digest bytea,
  refused_at timestamptz(6),
  refused_by uuid,
  refused_by_name text,
  CONSTRAINT tool_pin_pkey PRIMARY KEY (organization_id, server_id, name),
  CONSTRAINT tool_pin_organization_id_server_id_fkey FOREIGN KEY (organization_id, server_id) REFERENCES portcullis.server (organization_id, id) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT tool_pin_is_whole CHECK (num_nulls(digest, definition, category, accepted_at, accepted_by_name) IN (0, 5)
    AND num_nulls(refused_digest, refused_at, refused_by_name) IN (0, 3) AND digest IS DISTINCT FROM refused_digest)
);

-- When the worker last saw a server's whole list, and since when it cannot.
CREATE TABLE portcullis.tool_poll (
  organization_id uuid NOT NULL,
  server_id uuid NOT NULL,
  begun_at timestamptz(6) NOT NULL,
  listed_at timestamptz(6),
  failure text,
  CONSTRAINT tool_poll_pkey PRIMARY KEY (organization_id, server_id),
  CONSTRAINT tool_poll_organization_id_server_id_fkey FOREIGN KEY (organization_id, server_id) REFERENCES portcullis.server (organization_id, id) ON DELETE CASCADE ON UPDATE CASCADE
);

-- What was in use before there were pins goes on as it is. The owner of the database reads all organizations' rows for it, and only for it.
ALTER TABLE portcullis.tool NO FORCE ROW LEVEL SECURITY;
INSERT INTO portcullis.tool_pin (organization_id, server_id, name, digest, definition, category, says, accepted_at, accepted_by_name)
  SELECT organization_id, server_id, name, digest, definition, category, category, now(), 'Installation (in use before definitions were pinned)' FROM portcullis.tool;
ALTER TABLE portcullis.tool FORCE ROW LEVEL SECURITY;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['tool_pin', 'tool_poll'] LOOP
    EXECUTE format('ALTER TABLE portcullis.%I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE portcullis.%I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY org_rows ON portcullis.%I USING (organization_id = (SELECT portcullis.org())) WITH CHECK (organization_id = (SELECT portcullis.org()))', t);
  END LOOP;
END $$;

-- Freshness: once per statement, since a server may list 2,000 tools. What is no fact of a decision (a place in the list) moves nothing.
CREATE FUNCTION portcullis.touch_organizations() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE org uuid;
BEGIN
  FOR org IN SELECT DISTINCT t.organization_id FROM touched t ORDER BY 1 LOOP
    PERFORM pg_advisory_xact_lock(1, hashtext(org::text));
    UPDATE portcullis.organization SET revision = revision + 1, changed_at = clock_timestamp() WHERE id = org;
    PERFORM pg_notify('portcullis_change', org::text);
  END LOOP;
  RETURN NULL;
END $$;
CREATE FUNCTION portcullis.touch_changed_tools() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE org uuid;
BEGIN
  FOR org IN SELECT DISTINCT n.organization_id FROM now_tools n JOIN were_tools o USING (organization_id, id)
    WHERE (o.name, o.digest, o.category) IS DISTINCT FROM (n.name, n.digest, n.category) ORDER BY 1 LOOP
    PERFORM pg_advisory_xact_lock(1, hashtext(org::text));
    UPDATE portcullis.organization SET revision = revision + 1, changed_at = clock_timestamp() WHERE id = org;
    PERFORM pg_notify('portcullis_change', org::text);
  END LOOP;
  RETURN NULL;
END $$;
DROP TRIGGER touch ON portcullis.tool;
CREATE TRIGGER touch_insert AFTER INSERT ON portcullis.tool REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION portcullis.touch_organizations();
CREATE TRIGGER touch_delete AFTER DELETE ON portcullis.tool REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION portcullis.touch_organizations();
CREATE TRIGGER touch_update AFTER UPDATE ON portcullis.tool REFERENCING OLD TABLE AS were_tools NEW TABLE AS now_tools FOR EACH STATEMENT EXECUTE FUNCTION portcullis.touch_changed_tools();
CREATE TRIGGER touch_insert AFTER INSERT ON portcullis.tool_pin REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION portcullis.touch_organizations();
CREATE TRIGGER touch_delete AFTER DELETE ON portcullis.tool_pin REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION portcullis.touch_organizations();
CREATE TRIGGER touch_update AFTER UPDATE ON portcullis.tool_pin REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION portcullis.touch_organizations();

-- A tool that is as it was accepted is of the category that it was accepted with, whatever else the server lists beside it by now: names of other tools help to
-- understand one, and a server chooses them.
CREATE FUNCTION portcullis.keep_pinned_category() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE kept text;
BEGIN
  SELECT p.says INTO kept FROM portcullis.tool_pin p
    WHERE p.organization_id = NEW.organization_id AND p.server_id = NEW.server_id AND p.name = NEW.name AND p.digest = NEW.digest;
  IF kept IS NOT NULL THEN NEW.category := kept; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_pinned_category BEFORE INSERT OR UPDATE OF digest, category ON portcullis.tool FOR EACH ROW EXECUTE FUNCTION portcullis.keep_pinned_category();

-- Stores a server's whole list: p_tools = [{id, name, definition, digest (hex), position, category, confidence, rules}], each name once; ids are used for
-- new tools. p_since: from before the server was asked, by the database's clock. What has been seen later than that stays as it is: the list is the older
-- sight, and must neither lift a quarantine nor remove what began after it was asked for.
CREATE FUNCTION portcullis.store_listed_tools(p_server uuid, p_since timestamptz, p_tools jsonb) RETURNS TABLE (change text, name text)
LANGUAGE plpgsql SECURITY INVOKER SET search_path = portcullis, pg_temp AS $$
#variable_conflict use_column
DECLARE org uuid := portcullis.org();
BEGIN
  PERFORM pg_advisory_xact_lock(2, hashtext(p_server::text));
  RETURN QUERY
  WITH listed AS MATERIALIZED (
    SELECT u.id, u.name, u.definition, decode(u.digest, 'hex') AS digest, u."position", u.category, u.confidence, u.rules
    FROM jsonb_to_recordset(p_tools) AS u(id uuid, name text, definition text, digest text, "position" integer, category text, confidence real, rules integer)),
  known AS MATERIALIZED (SELECT t.id, t.name, t.digest, t.changed_at FROM tool t WHERE t.organization_id = org AND t.server_id = p_server),
  gone AS (
    DELETE FROM tool t USING known k WHERE t.organization_id = org AND t.id = k.id AND k.changed_at <= p_since
      AND NOT EXISTS (SELECT 1 FROM listed l WHERE l.name = k.name) RETURNING t.name),
  came AS (
    INSERT INTO tool (organization_id, id, server_id, name, definition, digest, "position", category, confidence, category_rules, changed_at)
      SELECT org, l.id, p_server, l.name, l.definition, l.digest, l."position", l.category, l.confidence, l.rules, clock_timestamp()
      FROM listed l WHERE NOT EXISTS (SELECT 1 FROM known k WHERE k.name = l.name) RETURNING name),
  moved AS (
    UPDATE tool t SET definition = l.definition, digest = l.digest, "position" = l."position", category = l.category, confidence = l.confidence,
        category_rules = l.rules, changed_at = CASE WHEN k.digest = l.digest THEN t.changed_at ELSE clock_timestamp() END
      FROM listed l JOIN known k ON k.name = l.name
      WHERE t.organization_id = org AND t.id = k.id AND (k.changed_at <= p_since OR k.digest = l.digest)
        AND (t.digest, t."position", t.category, t.confidence, t.category_rules) IS DISTINCT FROM (l.digest, l."position", l.category, l.confidence, l.rules)
      RETURNING t.name, k.digest AS was, t.digest AS now)
  SELECT 'removed', g.name FROM gone g UNION ALL SELECT 'added', c.name FROM came c UNION ALL SELECT 'changed', m.name FROM moved m WHERE m.was <> m.now;
END $$;

-- Writes down what a gateway saw in a list that it relays: p_tools = [{id, name, definition, digest (hex)}], each name once. A tool is made or changed by it,
-- never removed, and a sight of what was accepted before changes nothing: an answer may have been overtaken on its way, so only a whole list that was asked
-- for later lifts a quarantine. Returns the revision from which on everybody sees it.
CREATE FUNCTION portcullis.saw_tools(p_organization uuid, p_server uuid, p_audit uuid, p_tools jsonb, OUT revision bigint)
LANGUAGE plpgsql SECURITY INVOKER SET search_path = portcullis, pg_temp AS $$
DECLARE
  added text[]; changed text[]; server_slug text;
  tools_max CONSTANT integer := 2000;
BEGIN
  PERFORM set_config('app.org', p_organization::text, true);
  PERFORM pg_advisory_xact_lock(2, hashtext(p_server::text));
  SELECT s.slug INTO server_slug FROM server s WHERE s.organization_id = p_organization AND s.id = p_server;
  IF FOUND THEN
    WITH seen AS (
      SELECT u.id, u.name, u.definition, decode(u.digest, 'hex') AS digest FROM jsonb_to_recordset(p_tools) AS u(id uuid, name text, definition text, digest text)),
    other AS (
      UPDATE tool t SET definition = s.definition, digest = s.digest, category_rules = 0, changed_at = clock_timestamp() FROM seen s
        WHERE t.organization_id = p_organization AND t.server_id = p_server AND t.name = s.name AND t.digest <> s.digest
          AND NOT EXISTS (SELECT 1 FROM tool_pin p WHERE p.organization_id = p_organization AND p.server_id = p_server AND p.name = s.name AND p.digest = s.digest)
        RETURNING t.name)
    SELECT array_agg(o.name ORDER BY o.name) INTO changed FROM other o;
    WITH seen AS (
      SELECT u.id, u.name, u.definition, decode(u.digest, 'hex') AS digest FROM jsonb_to_recordset(p_tools) AS u(id uuid, name text, definition text, digest text)),
    there AS (SELECT count(*) AS tools, coalesce(max(t."position"), -1) AS last FROM tool t WHERE t.organization_id = p_organization AND t.server_id = p_server),
    fresh AS (
      SELECT s.*, row_number() OVER (ORDER BY s.name) AS n FROM seen s
      WHERE NOT EXISTS (SELECT 1 FROM tool t WHERE t.organization_id = p_organization AND t.server_id = p_server AND t.name = s.name)),
    made AS (
      INSERT INTO tool (organization_id, id, server_id, name, definition, digest, "position", changed_at)
        SELECT p_organization, f.id, p_server, f.name, f.definition, f.digest, there.last + f.n, clock_timestamp()
        FROM fresh f, there WHERE there.tools + f.n <= tools_max RETURNING name)
    SELECT array_agg(m.name ORDER BY m.name) INTO added FROM made m;
    IF added IS NOT NULL OR changed IS NOT NULL THEN
      INSERT INTO audit_event (organization_id, id, actor_name, source, action, target_kind, target_id, target_name, after)
        VALUES (p_organization, p_audit, 'Installation', 'gateway', 'tool.change_seen', 'server', p_server::text, server_slug,
          jsonb_build_object('added', to_jsonb(coalesce(added[:100], '{}')), 'changed', to_jsonb(coalesce(changed[:100], '{}'))));
    END IF;
  END IF;
  SELECT o.revision INTO revision FROM organization o WHERE o.id = p_organization;
  PERFORM set_config('app.org', '', true);
END $$;

-- Which servers the worker is to look at, of all organizations: enabled, with a grant that opens them, the longest waiting first. Ids and a short name.
CREATE POLICY auth_lookup ON portcullis.tool_poll FOR SELECT TO pc_auth USING (true);
CREATE POLICY auth_lookup ON portcullis.grant_server FOR SELECT TO pc_auth USING (true);
GRANT SELECT (organization_id, server_id, begun_at) ON portcullis.tool_poll TO pc_auth;
GRANT SELECT (organization_id, server_id, grant_id) ON portcullis.grant_server TO pc_auth;
CREATE FUNCTION portcullis.due_tool_polls(p_before timestamptz, p_limit integer) RETURNS TABLE (organization_id uuid, organization_slug text, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = portcullis, pg_temp AS $$
  SELECT s.organization_id, o.slug, s.id
  FROM server s JOIN organization o ON o.id = s.organization_id
    LEFT JOIN tool_poll p ON p.organization_id = s.organization_id AND p.server_id = s.id
  WHERE s.enabled AND (p.begun_at IS NULL OR p.begun_at < p_before) AND EXISTS (
    SELECT 1 FROM grant_server gs JOIN access_grant g ON g.organization_id = gs.organization_id AND g.id = gs.grant_id
    WHERE gs.organization_id = s.organization_id AND gs.server_id = s.id AND g.revoked_at IS NULL AND (g.expires_at IS NULL OR g.expires_at > portcullis.now()))
  ORDER BY p.begun_at NULLS FIRST LIMIT least(greatest(p_limit, 0), 1000)
$$;
GRANT CREATE ON SCHEMA portcullis TO pc_auth;
ALTER FUNCTION portcullis.due_tool_polls(timestamptz, integer) OWNER TO pc_auth;
REVOKE CREATE ON SCHEMA portcullis FROM pc_auth;

REVOKE ALL ON FUNCTION portcullis.keep_pinned_category(), portcullis.touch_organizations(), portcullis.touch_changed_tools(), portcullis.store_listed_tools(uuid, timestamptz, jsonb),
  portcullis.saw_tools(uuid, uuid, uuid, jsonb), portcullis.due_tool_polls(timestamptz, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portcullis.due_tool_polls(timestamptz, integer) TO pc_ops;
GRANT EXECUTE ON FUNCTION portcullis.store_listed_tools(uuid, timestamptz, jsonb) TO pc_app, pc_ops;
GRANT EXECUTE ON FUNCTION portcullis.saw_tools(uuid, uuid, uuid, jsonb) TO pc_gateway;

GRANT SELECT, INSERT, UPDATE, DELETE ON portcullis.tool_pin TO pc_app;
GRANT SELECT ON portcullis.tool_pin TO pc_gateway, pc_ops;
GRANT SELECT ON portcullis.tool_poll TO pc_app;
GRANT SELECT, INSERT, UPDATE ON portcullis.tool_poll TO pc_ops;
-- What they saw, and the touch and the record of it; accepting it is nobody's but a person's.
GRANT INSERT ON portcullis.audit_event TO pc_gateway;
GRANT INSERT (organization_id, id, server_id, name, definition, digest, "position", changed_at) ON portcullis.tool TO pc_gateway;
GRANT UPDATE (definition, digest, category_rules, changed_at) ON portcullis.tool TO pc_gateway;
GRANT UPDATE (revision, changed_at) ON portcullis.organization TO pc_gateway;
-- Whoever has its password writes nobody's name into the audit log, and gives no tool its accepted definition back.
CREATE POLICY gateway_events ON portcullis.audit_event AS RESTRICTIVE FOR INSERT TO pc_gateway
  WITH CHECK (source = 'gateway' AND action = 'tool.change_seen' AND actor_id IS NULL AND actor_name = 'Installation');
CREATE POLICY gateway_sights ON portcullis.tool AS RESTRICTIVE FOR UPDATE TO pc_gateway USING (true)
  WITH CHECK (NOT EXISTS (SELECT 1 FROM portcullis.tool_pin p
    WHERE p.organization_id = tool.organization_id AND p.server_id = tool.server_id AND p.name = tool.name AND p.digest = tool.digest));
GRANT SELECT, INSERT, DELETE ON portcullis.tool TO pc_ops;
GRANT UPDATE (definition, digest, "position", category, confidence, category_rules, changed_at) ON portcullis.tool TO pc_ops;
GRANT SELECT (server_info) ON portcullis.server TO pc_ops;

-- A list that the server answered and nobody can compare (a name twice, a definition without end) is no proof that anything is as it was: until it lists
-- something sound again, none of its tools counts as accepted. The pins stay what they are.
ALTER TABLE portcullis.tool_poll ADD COLUMN is_unreadable boolean NOT NULL DEFAULT false;
CREATE TRIGGER touch AFTER UPDATE ON portcullis.tool_poll FOR EACH ROW WHEN (OLD.is_unreadable IS DISTINCT FROM NEW.is_unreadable)
  EXECUTE FUNCTION portcullis.touch_organization();
GRANT SELECT ON portcullis.tool_poll TO pc_gateway;
GRANT UPDATE (failure, is_unreadable) ON portcullis.tool_poll TO pc_app; -- discovering by hand proves the same
