-- Approvals (security.md, section 9): a held call becomes a request bound to the digest of the exact call. A request is never changed; votes, uses and
-- ends are rows of their own that are never changed either, and what they come to is computed (portcullis.approval_standing), never written.

CREATE TABLE portcullis.approval_request (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  -- Who has not decided by then has not approved.
  expires_at timestamptz(6) NOT NULL,
  grant_id uuid NOT NULL,
  grant_label text NOT NULL,
  -- Whose grant it is: the requester, who never votes.
  owner_id uuid,
  client_name text,
  server_id uuid NOT NULL,
  server_slug text NOT NULL,
  upstream_origin text,
  method text NOT NULL,
  tool text,
  tool_digest bytea,
  category text,
  -- Of the exact call (security.md 2.3); params_digest: of method, tool and parameters alone, so that the same words to another place are known.
  call_digest bytea NOT NULL,
  params_digest bytea NOT NULL,
  -- What the digest is of, in canonical form, sealed for this row.
  sealed_call text NOT NULL,
  policy_id uuid,
  policy_name text,
  policy_version integer,
  -- Where the document asks for approval.
  rule text NOT NULL,
  message text NOT NULL,
  approvers text[] NOT NULL,
  min_approvals integer NOT NULL CHECK (min_approvals BETWEEN 1 AND 100),
  -- The attempt that asked first.
  attempt_id uuid,
  -- Made by a person who changed the arguments of another one.
  edited_from uuid,
  edited_by uuid,
  edited_by_name text,
  CONSTRAINT approval_request_pkey PRIMARY KEY (organization_id, id),
  CONSTRAINT approval_request_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES portcullis.organization (id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX approval_request_organization_id_grant_id_params_digest_idx ON portcullis.approval_request (organization_id, grant_id, params_digest, at DESC);
CREATE INDEX approval_request_organization_id_expires_at_idx ON portcullis.approval_request (organization_id, expires_at);

-- One person's word. A person who has approved may still refuse, which ends the request; never the other way round.
CREATE TABLE portcullis.approval_vote (
  organization_id uuid NOT NULL,
  request_id uuid NOT NULL,
  user_id uuid NOT NULL,
  vote text NOT NULL CHECK (vote IN ('approve', 'refuse')),
  at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  user_name text NOT NULL,
  role text NOT NULL,
  note text,
  -- This exact call so many times, until then; NULL: once, within the five minutes that an approved call may stay unused.
  uses integer NOT NULL DEFAULT 1 CHECK (uses BETWEEN 1 AND 1000),
  uses_until timestamptz(6),
  CONSTRAINT approval_vote_pkey PRIMARY KEY (organization_id, request_id, user_id, vote),
  CONSTRAINT approval_vote_organization_id_request_id_fkey FOREIGN KEY (organization_id, request_id) REFERENCES portcullis.approval_request (organization_id, id) ON DELETE CASCADE ON UPDATE CASCADE
);

-- A run of the approved call. The key is what makes each of them single: of two that take the same place, one commits.
CREATE TABLE portcullis.approval_use (
  organization_id uuid NOT NULL,
  request_id uuid NOT NULL,
  n integer NOT NULL,
  attempt_id uuid NOT NULL,
  at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT approval_use_pkey PRIMARY KEY (organization_id, request_id, n),
  CONSTRAINT approval_use_organization_id_request_id_fkey FOREIGN KEY (organization_id, request_id) REFERENCES portcullis.approval_request (organization_id, id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX approval_use_organization_id_attempt_id_key ON portcullis.approval_use (organization_id, attempt_id);

-- An end that is neither vote, use nor time: the client took the call back (withdrawn), a person changed its arguments (edited), or what it was bound to
-- is no longer so (void).
CREATE TABLE portcullis.approval_end (
  organization_id uuid NOT NULL,
  request_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('withdrawn', 'edited', 'void')),
  at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  reason text NOT NULL DEFAULT '',
  by_id uuid,
  by_name text,
  -- Of an edited one: the request with the other arguments.
  successor uuid,
  CONSTRAINT approval_end_pkey PRIMARY KEY (organization_id, request_id),
  CONSTRAINT approval_end_organization_id_request_id_fkey FOREIGN KEY (organization_id, request_id) REFERENCES portcullis.approval_request (organization_id, id) ON DELETE CASCADE ON UPDATE CASCADE
);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['approval_request', 'approval_vote', 'approval_use', 'approval_end'] LOOP
    EXECUTE format('ALTER TABLE portcullis.%I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE portcullis.%I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY org_rows ON portcullis.%I USING (organization_id = (SELECT portcullis.org())) WITH CHECK (organization_id = (SELECT portcullis.org()))', t);
  END LOOP;
END $$;

-- What a request has come to at a moment. An approval counts while its giver is a member with one of the roles asked for and is not the grant's owner; the
-- five minutes run from the approval that made them enough.
--   pending · approved (may run until usable_until) · used · lapsed (approved and not used in time) · refused · expired · withdrawn · edited · void
CREATE FUNCTION portcullis.approval_standing(p_request portcullis.approval_request, p_now timestamptz, OUT state text, OUT approvals integer,
  OUT approved_at timestamptz, OUT uses integer, OUT uses_allowed integer, OUT usable_until timestamptz)
LANGUAGE sql STABLE SECURITY INVOKER SET search_path = portcullis, pg_temp AS $$
  WITH counted AS (
    SELECT v.at, v.uses, v.uses_until, row_number() OVER (ORDER BY v.at, v.user_id) AS place FROM approval_vote v
      JOIN membership m ON m.organization_id = v.organization_id AND m.user_id = v.user_id
    WHERE v.organization_id = (p_request).organization_id AND v.request_id = (p_request).id AND v.vote = 'approve'
      AND m.role = ANY ((p_request).approvers) AND v.user_id IS DISTINCT FROM (p_request).owner_id),
  given AS (
    SELECT count(*)::integer AS approvals, max(c.at) FILTER (WHERE c.place = (p_request).min_approvals) AS approved_at, min(c.uses) AS uses_allowed,
      min(c.uses_until) AS until, bool_or(c.uses_until IS NULL) AS is_for_once
    FROM counted c),
  taken AS (SELECT count(*)::integer AS uses FROM approval_use u WHERE u.organization_id = (p_request).organization_id AND u.request_id = (p_request).id),
  known AS (SELECT g.*, t.uses, least(g.until, CASE WHEN g.is_for_once THEN g.approved_at + interval '5 minutes' END) AS usable_until,
    (SELECT e.kind FROM approval_end e WHERE e.organization_id = (p_request).organization_id AND e.request_id = (p_request).id) AS ended,
    EXISTS (SELECT 1 FROM approval_vote v WHERE v.organization_id = (p_request).organization_id AND v.request_id = (p_request).id AND v.vote = 'refuse') AS is_refused
    FROM given g, taken t)
  SELECT CASE
      WHEN k.is_refused THEN 'refused'
      WHEN k.ended IS NOT NULL THEN k.ended
      WHEN k.uses > 0 AND k.uses >= coalesce(k.uses_allowed, 1) THEN 'used'
      WHEN k.approved_at IS NULL THEN CASE WHEN p_now < (p_request).expires_at THEN 'pending' ELSE 'expired' END
      WHEN p_now < k.usable_until THEN 'approved'
      WHEN k.uses > 0 THEN 'used'
      ELSE 'lapsed' END,
    k.approvals, k.approved_at, k.uses, coalesce(k.uses_allowed, 1), k.usable_until
  FROM known k
$$;

-- A request with what it has come to now.
CREATE VIEW portcullis.approval WITH (security_invoker = true) AS
  SELECT r.*, s.state, s.approvals, s.approved_at, s.uses, s.uses_allowed, s.usable_until
  FROM portcullis.approval_request r CROSS JOIN LATERAL portcullis.approval_standing(r, portcullis.now()) s;

-- A word counts only while there is something to decide, by the database's clock; and it is said to whoever waits. The lock is an admission's: one that has
-- read the votes before has committed when a refusal is acknowledged (security.md 8.3).
CREATE FUNCTION portcullis.note_vote() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE found text; owner uuid; asked text[];
BEGIN
  PERFORM pg_advisory_xact_lock(1, hashtext(NEW.organization_id::text));
  SELECT s.state, r.owner_id, r.approvers INTO found, owner, asked FROM portcullis.approval_request r,
    LATERAL portcullis.approval_standing(r, portcullis.now()) s WHERE r.organization_id = NEW.organization_id AND r.id = NEW.request_id;
  IF found IS NULL OR NOT (found = 'pending' OR (found = 'approved' AND NEW.vote = 'refuse')) THEN
    RAISE EXCEPTION 'approval is %', coalesce(found, 'unknown') USING ERRCODE = 'PC001';
  END IF;
  IF NEW.user_id IS NOT DISTINCT FROM owner OR NEW.role <> ALL (asked) THEN
    RAISE EXCEPTION 'this person cannot decide it' USING ERRCODE = 'PC002';
  END IF;
  NEW.at := portcullis.now();
  PERFORM pg_notify('portcullis_approval', NEW.organization_id || ' ' || NEW.request_id);
  RETURN NEW;
END $$;
CREATE TRIGGER note BEFORE INSERT ON portcullis.approval_vote FOR EACH ROW EXECUTE FUNCTION portcullis.note_vote();

-- New requests, uses and ends are told too; they come from admissions, which hold the lock shared. Who edits takes it first.
CREATE FUNCTION portcullis.note_approval() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('portcullis_approval', NEW.organization_id || ' ' || CASE TG_TABLE_NAME WHEN 'approval_request' THEN to_jsonb(NEW) ->> 'id'
    ELSE to_jsonb(NEW) ->> 'request_id' END);
  RETURN NULL;
END $$;
CREATE TRIGGER note AFTER INSERT ON portcullis.approval_request FOR EACH ROW EXECUTE FUNCTION portcullis.note_approval();
CREATE TRIGGER note AFTER INSERT ON portcullis.approval_use FOR EACH ROW EXECUTE FUNCTION portcullis.note_approval();
CREATE TRIGGER note AFTER INSERT ON portcullis.approval_end FOR EACH ROW EXECUTE FUNCTION portcullis.note_approval();

-- A member's going or new role changes what approvals are worth.
CREATE TRIGGER touch AFTER DELETE OR UPDATE OF role ON portcullis.membership FOR EACH ROW EXECUTE FUNCTION portcullis.touch_organization();

REVOKE ALL ON FUNCTION portcullis.approval_standing(portcullis.approval_request, timestamptz), portcullis.note_vote(), portcullis.note_approval() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portcullis.approval_standing(portcullis.approval_request, timestamptz) TO pc_app, pc_gateway, pc_ops;
GRANT SELECT ON portcullis.approval_request, portcullis.approval_vote, portcullis.approval_use, portcullis.approval_end, portcullis.approval
  TO pc_app, pc_gateway, pc_ops;
GRANT INSERT ON portcullis.approval_request, portcullis.approval_vote, portcullis.approval_end TO pc_app;
GRANT INSERT ON portcullis.approval_request, portcullis.approval_use, portcullis.approval_end TO pc_gateway;
GRANT SELECT ON portcullis.membership TO pc_gateway, pc_ops;
