-- Since when the live version of a policy only observes: lint warns after 30 days, and pages can say it without reading documents.
ALTER TABLE portcullis.policy ADD COLUMN observing_since timestamptz(6);

-- The owner of the tables is bound by row-level security too; what is published already gets its date here.
ALTER TABLE portcullis.policy NO FORCE ROW LEVEL SECURITY;
ALTER TABLE portcullis.policy_version NO FORCE ROW LEVEL SECURITY;
UPDATE portcullis.policy p SET observing_since = v.published_at FROM portcullis.policy_version v
WHERE v.organization_id = p.organization_id AND v.policy_id = p.id AND v.version = p.live_version AND v.document::jsonb ->> 'mode' = 'observe';
ALTER TABLE portcullis.policy FORCE ROW LEVEL SECURITY;
ALTER TABLE portcullis.policy_version FORCE ROW LEVEL SECURITY;
