-- Notices: who can decide is told of what waits. A request and its notices are one transaction; sending is the worker's, through the dialer.

-- A webhook's deliveries are signed, as a stream's are. The worker sends one channel's notices one after the other: the lease is the channel's, and
-- so is the pause after failures.
ALTER TABLE portcullis.notification_channel
  ADD COLUMN sealed_secret text,
  ADD COLUMN sealed_previous_secret text,
  ADD COLUMN previous_until timestamptz(6),
  ADD COLUMN failures integer NOT NULL DEFAULT 0,
  ADD COLUMN failed_at timestamptz(6),
  ADD COLUMN next_attempt_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  ADD COLUMN lease uuid,
  ADD COLUMN leased_until timestamptz(6);

-- One message to one channel: waiting ones are the outbox, the others its log. There is no key to the channel: whoever asks for approval waits for
-- nobody who edits one. What a summary tells has its id in summary_id and shares its fate.
CREATE TABLE portcullis.notice (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  channel_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('approval_requested', 'approval_summary', 'weekly_digest')),
  request_id uuid,
  summary_id uuid,
  at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  due_at timestamptz(6) NOT NULL DEFAULT clock_timestamp(),
  -- Kept back in quiet hours.
  held boolean NOT NULL DEFAULT false,
  attempts integer NOT NULL DEFAULT 0,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'failed', 'dropped')),
  -- What came of the last attempt, as a sentence.
  result text,
  sent_at timestamptz(6),
  CONSTRAINT notice_pkey PRIMARY KEY (organization_id, id),
  CONSTRAINT notice_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES portcullis.organization (id) ON DELETE CASCADE ON UPDATE CASCADE,
  CONSTRAINT notice_organization_id_request_id_fkey FOREIGN KEY (organization_id, request_id) REFERENCES portcullis.approval_request (organization_id, id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX notice_organization_id_channel_id_at_idx ON portcullis.notice (organization_id, channel_id, at DESC);
CREATE INDEX notice_due_at_idx ON portcullis.notice (due_at) WHERE state = 'waiting' AND summary_id IS NULL;

-- When people do not want to be told, and whether they want to read once a week what was decided. No row: always, and no.
CREATE TABLE portcullis.notice_setting (
  organization_id uuid NOT NULL,
  zone text NOT NULL,
  quiet boolean NOT NULL DEFAULT false,
  -- Minutes of the day. The same twice: the whole day from then on.
  quiet_from integer NOT NULL DEFAULT 1320 CHECK (quiet_from BETWEEN 0 AND 1439),
  quiet_to integer NOT NULL DEFAULT 420 CHECK (quiet_to BETWEEN 0 AND 1439),
  -- On which days they begin: 1 is Monday.
  quiet_days integer[] NOT NULL DEFAULT '{1,2,3,4,5,6,7}' CHECK (quiet_days <@ ARRAY[1, 2, 3, 4, 5, 6, 7]),
  critical_passes boolean NOT NULL DEFAULT false,
  digest boolean NOT NULL DEFAULT false,
  digest_day integer NOT NULL DEFAULT 1 CHECK (digest_day BETWEEN 1 AND 7),
  digest_hour integer NOT NULL DEFAULT 9 CHECK (digest_hour BETWEEN 0 AND 23),
  -- NULL while there is none.
  digest_next_at timestamptz(6),
  CONSTRAINT notice_setting_pkey PRIMARY KEY (organization_id),
  CONSTRAINT notice_setting_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES portcullis.organization (id) ON DELETE CASCADE ON UPDATE CASCADE
);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['notice', 'notice_setting'] LOOP
    EXECUTE format('ALTER TABLE portcullis.%I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE portcullis.%I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY org_rows ON portcullis.%I USING (organization_id = (SELECT portcullis.org())) WITH CHECK (organization_id = (SELECT portcullis.org()))', t);
  END LOOP;
END $$;

-- A new request is told to every channel that is on, whoever inserts it: the gateway's role sees neither channels nor notices, so that this runs as
-- another one, which can add a notice and nothing else.
CREATE POLICY auth_lookup ON portcullis.notification_channel FOR SELECT TO pc_auth USING (true);
GRANT SELECT (organization_id, id, enabled, next_attempt_at, leased_until, failed_at) ON portcullis.notification_channel TO pc_auth;
CREATE POLICY auth_outbox ON portcullis.notice FOR INSERT TO pc_auth WITH CHECK (true);
GRANT INSERT (organization_id, id, channel_id, kind, request_id) ON portcullis.notice TO pc_auth;
CREATE FUNCTION portcullis.note_request() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = portcullis, pg_temp AS $$
BEGIN
  INSERT INTO notice (organization_id, id, channel_id, kind, request_id)
    SELECT NEW.organization_id, gen_random_uuid(), c.id, 'approval_requested', NEW.id
    FROM notification_channel c WHERE c.organization_id = NEW.organization_id AND c.enabled;
  RETURN NULL;
END $$;

-- When a channel's silence ends, if there is one at that moment; NULL: none. A period is that of wall clocks: it begins on one of the days and is an hour
-- longer or shorter when clocks are changed in it. Periods that touch are one.
CREATE FUNCTION portcullis.quiet_until(p_setting portcullis.notice_setting, p_now timestamptz) RETURNS timestamptz
LANGUAGE plpgsql STABLE SECURITY INVOKER SET search_path = portcullis, pg_temp AS $$
DECLARE ends timestamptz; until timestamptz := p_now;
BEGIN
  IF NOT coalesce((p_setting).quiet, false) THEN RETURN NULL; END IF;
  FOR step IN 1..15 LOOP
    SELECT max(p.ends_at) INTO ends FROM (
      SELECT (d.day + make_interval(mins => (p_setting).quiet_from)) AT TIME ZONE (p_setting).zone AS begins_at,
        (d.day + make_interval(days => CASE WHEN (p_setting).quiet_to > (p_setting).quiet_from THEN 0 ELSE 1 END, mins => (p_setting).quiet_to))
          AT TIME ZONE (p_setting).zone AS ends_at
      FROM (SELECT date_trunc('day', until AT TIME ZONE (p_setting).zone) - make_interval(days => n) AS day FROM generate_series(0, 1) n) d
      WHERE extract(isodow FROM d.day)::integer = ANY ((p_setting).quiet_days)) p
    WHERE p.begins_at <= until AND until < p.ends_at;
    EXIT WHEN ends IS NULL;
    until := ends;
  END LOOP;
  RETURN CASE WHEN until > p_now THEN until END;
END $$;

-- The first moment after p_after at which it is that hour of that day there; NULL while no digest is asked for.
CREATE FUNCTION portcullis.next_digest(p_setting portcullis.notice_setting, p_after timestamptz) RETURNS timestamptz
LANGUAGE sql STABLE SECURITY INVOKER SET search_path = portcullis, pg_temp AS $$
  SELECT min(at) FROM (
    SELECT (date_trunc('day', p_after AT TIME ZONE (p_setting).zone) + make_interval(days => n, hours => (p_setting).digest_hour)) AT TIME ZONE (p_setting).zone AS at
    FROM generate_series(0, 8) n
    WHERE extract(isodow FROM date_trunc('day', p_after AT TIME ZONE (p_setting).zone) + make_interval(days => n))::integer = (p_setting).digest_day) candidates
  WHERE at > p_after AND (p_setting).digest
$$;

CREATE TRIGGER notices AFTER INSERT ON portcullis.approval_request FOR EACH ROW EXECUTE FUNCTION portcullis.note_request();

-- Which channels have something to send, of all organizations; the longest waiting first. What was never tried does not wait out a long pause of a
-- channel that failed: half a minute after the failure it is tried again.
CREATE POLICY auth_lookup ON portcullis.notice FOR SELECT TO pc_auth USING (true);
GRANT SELECT (organization_id, channel_id, due_at, attempts, state, summary_id) ON portcullis.notice TO pc_auth;
CREATE FUNCTION portcullis.due_notices(p_limit integer) RETURNS TABLE (organization_id uuid, organization_slug text, channel_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = portcullis, pg_temp AS $$
  SELECT c.organization_id, o.slug, c.id
  FROM (SELECT n.organization_id, n.channel_id, min(n.due_at) AS due_at, bool_or(n.attempts = 0) AS has_new FROM notice n
    WHERE n.state = 'waiting' AND n.summary_id IS NULL AND n.due_at <= clock_timestamp() GROUP BY 1, 2) n
  JOIN notification_channel c ON c.organization_id = n.organization_id AND c.id = n.channel_id AND c.enabled
  JOIN organization o ON o.id = c.organization_id
  WHERE (c.next_attempt_at <= clock_timestamp() OR (n.has_new AND c.failed_at < clock_timestamp() - interval '30 seconds'))
    AND (c.leased_until IS NULL OR c.leased_until < clock_timestamp())
  ORDER BY n.due_at LIMIT least(greatest(p_limit, 0), 10000)
$$;

-- Whose week is over.
CREATE POLICY auth_lookup ON portcullis.notice_setting FOR SELECT TO pc_auth USING (true);
GRANT SELECT (organization_id, digest_next_at) ON portcullis.notice_setting TO pc_auth;
CREATE FUNCTION portcullis.due_digests(p_limit integer) RETURNS TABLE (organization_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = portcullis, pg_temp AS $$
  SELECT s.organization_id FROM notice_setting s WHERE s.digest_next_at <= clock_timestamp() ORDER BY s.digest_next_at LIMIT least(greatest(p_limit, 0), 10000)
$$;

GRANT CREATE ON SCHEMA portcullis TO pc_auth;
ALTER FUNCTION portcullis.note_request() OWNER TO pc_auth;
ALTER FUNCTION portcullis.due_notices(integer) OWNER TO pc_auth;
ALTER FUNCTION portcullis.due_digests(integer) OWNER TO pc_auth;
REVOKE CREATE ON SCHEMA portcullis FROM pc_auth;
REVOKE ALL ON FUNCTION portcullis.note_request(), portcullis.due_notices(integer), portcullis.due_digests(integer),
  portcullis.quiet_until(portcullis.notice_setting, timestamptz), portcullis.next_digest(portcullis.notice_setting, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION portcullis.due_notices(integer), portcullis.due_digests(integer) TO pc_ops;
GRANT EXECUTE ON FUNCTION portcullis.quiet_until(portcullis.notice_setting, timestamptz), portcullis.next_digest(portcullis.notice_setting, timestamptz)
  TO pc_app, pc_ops;

GRANT SELECT, INSERT, UPDATE ON portcullis.notice_setting TO pc_app;
GRANT SELECT, DELETE ON portcullis.notice TO pc_app;
GRANT UPDATE (due_at, held, attempts, state, result, sent_at) ON portcullis.notice TO pc_app;
GRANT SELECT ON portcullis.notification_channel, portcullis.notice_setting, portcullis.notice TO pc_ops;
GRANT UPDATE (failures, failed_at, next_attempt_at, lease, leased_until) ON portcullis.notification_channel TO pc_ops;
GRANT UPDATE (digest_next_at) ON portcullis.notice_setting TO pc_ops;
GRANT INSERT, DELETE ON portcullis.notice TO pc_ops;
GRANT UPDATE (summary_id, due_at, held, attempts, state, result, sent_at) ON portcullis.notice TO pc_ops;
