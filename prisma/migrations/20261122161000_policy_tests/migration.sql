-- What people expect of a policy: cases that are decided at every publish.

CREATE TABLE portcullis.policy_test (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  policy_id uuid NOT NULL,
  name text NOT NULL,
  -- The case as people write it (policy-language.md section 7), without policy and tools. Text: how its numbers are spelled is part of it.
  "case" text NOT NULL CHECK (octet_length("case") <= 65536),
  created_by uuid,
  created_at timestamptz(6) NOT NULL DEFAULT now(),
  updated_at timestamptz(6) NOT NULL DEFAULT now(),
  CONSTRAINT policy_test_pkey PRIMARY KEY (organization_id, id),
  CONSTRAINT policy_test_organization_id_policy_id_fkey FOREIGN KEY (organization_id, policy_id)
    REFERENCES portcullis.policy (organization_id, id) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX policy_test_organization_id_policy_id_name_key ON portcullis.policy_test (organization_id, policy_id, name);

ALTER TABLE portcullis.policy_test ENABLE ROW LEVEL SECURITY;
ALTER TABLE portcullis.policy_test FORCE ROW LEVEL SECURITY;
CREATE POLICY org_rows ON portcullis.policy_test USING (organization_id = (SELECT portcullis.org())) WITH CHECK (organization_id = (SELECT portcullis.org()));
GRANT SELECT, INSERT, UPDATE, DELETE ON portcullis.policy_test TO pc_app;
