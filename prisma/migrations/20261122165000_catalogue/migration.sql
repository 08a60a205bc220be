-- What each tool is: classified when it is discovered, and again when the rules of classification are newer than the row.
ALTER TABLE portcullis.tool
  ADD COLUMN category text NOT NULL DEFAULT 'unclassified'
    CHECK (category IN ('read', 'write', 'execute', 'destructive', 'financial', 'unclassified')),
  ADD COLUMN confidence real NOT NULL DEFAULT 0,
  -- The rules that said so; 0: none yet.
  ADD COLUMN category_rules integer NOT NULL DEFAULT 0;

-- A person's judgement of a tool goes before the classification. By name: it holds also when the tool goes away and comes back.
CREATE TABLE portcullis.tool_category_override (
  organization_id uuid NOT NULL,
  server_id uuid NOT NULL,
  tool_name text NOT NULL,
  category text NOT NULL CHECK (category IN ('read', 'write', 'execute', 'destructive', 'financial', 'unclassified')),
  reason text NOT NULL,
  set_by uuid,
  set_by_name text NOT NULL,
  set_at timestamptz(6) NOT NULL DEFAULT now(),
  CONSTRAINT tool_category_override_pkey PRIMARY KEY (organization_id, server_id, tool_name),
  CONSTRAINT tool_category_override_organization_id_server_id_fkey FOREIGN KEY (organization_id, server_id) REFERENCES portcullis.server (organization_id, id) ON DELETE CASCADE ON UPDATE CASCADE
);
ALTER TABLE portcullis.tool_category_override ENABLE ROW LEVEL SECURITY;
ALTER TABLE portcullis.tool_category_override FORCE ROW LEVEL SECURITY;
CREATE POLICY org_rows ON portcullis.tool_category_override USING (organization_id = (SELECT portcullis.org())) WITH CHECK (organization_id = (SELECT portcullis.org()));
CREATE TRIGGER touch AFTER INSERT OR DELETE OR UPDATE ON portcullis.tool_category_override FOR EACH ROW EXECUTE FUNCTION portcullis.touch_organization();
CREATE TRIGGER touch AFTER UPDATE OF category ON portcullis.tool FOR EACH ROW WHEN (OLD.category IS DISTINCT FROM NEW.category)
  EXECUTE FUNCTION portcullis.touch_organization();
GRANT SELECT, INSERT, UPDATE, DELETE ON portcullis.tool_category_override TO pc_app;
GRANT SELECT ON portcullis.tool_category_override TO pc_gateway;

-- Whose tools are still to be classified, across organizations: ids and nothing else. For the owner, when it migrates.
CREATE FUNCTION portcullis.organizations_to_classify(rules integer) RETURNS TABLE (organization_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = portcullis, pg_temp AS
  $$ SELECT DISTINCT t.organization_id FROM portcullis.tool t WHERE t.category_rules <> rules $$;
CREATE POLICY auth_lookup ON portcullis.tool FOR SELECT TO pc_auth USING (true);
GRANT SELECT (organization_id, category_rules) ON portcullis.tool TO pc_auth;
GRANT CREATE ON SCHEMA portcullis TO pc_auth;
ALTER FUNCTION portcullis.organizations_to_classify(integer) OWNER TO pc_auth;
REVOKE CREATE ON SCHEMA portcullis FROM pc_auth;
REVOKE ALL ON FUNCTION portcullis.organizations_to_classify(integer) FROM PUBLIC;

-- The public catalogue. It belongs to the installation, not to an organization: everybody may read it, only the database's owner writes it.
-- Parts of words are found by trigrams; pg_trgm comes with PostgreSQL, and whoever owns a database may create it there.
DO $$
DECLARE ops text;
BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
  SELECT format('%I.gin_trgm_ops', n.nspname) INTO STRICT ops
    FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_trgm';

  CREATE TABLE portcullis.catalogue_server (
    slug text NOT NULL,
    name text NOT NULL,
    title text,
    description text,
    repository text,
    website text,
    -- Where its code comes from: npm, pypi, oci, nuget, mcpb; and its name there.
    package_registry text,
    package text,
    version text,
    -- Where it runs, when it does so for everybody.
    url text,
    -- Which kind of source wrote the row last.
    source text NOT NULL,
    -- By field: from where its value is, and of when.
    origins jsonb NOT NULL DEFAULT '{}',
    recorded_at timestamptz(6) NOT NULL,
    imported_at timestamptz(6) NOT NULL DEFAULT now(),
    -- What the same content is known by: an import that brings nothing new writes nothing.
    digest text NOT NULL,
    tool_count integer NOT NULL DEFAULT 0,
    read_count integer NOT NULL DEFAULT 0,
    write_count integer NOT NULL DEFAULT 0,
    execute_count integer NOT NULL DEFAULT 0,
    destructive_count integer NOT NULL DEFAULT 0,
    financial_count integer NOT NULL DEFAULT 0,
    unclassified_count integer NOT NULL DEFAULT 0,
    -- Characters of all definitions; about four make a token.
    definition_size integer NOT NULL DEFAULT 0,
    rank integer NOT NULL DEFAULT 0,
    -- Lower-case words that it is found by.
    search text NOT NULL,
    -- category:…, signal:…, source:…, and its words of one or two letters as word:…
    facets text[] NOT NULL DEFAULT '{}',
    CONSTRAINT catalogue_server_pkey PRIMARY KEY (slug)
  );
  CREATE INDEX catalogue_server_rank_slug_idx ON portcullis.catalogue_server (rank DESC, slug);
  CREATE INDEX catalogue_server_facets_idx ON portcullis.catalogue_server USING gin (facets);
  CREATE INDEX catalogue_server_package_idx ON portcullis.catalogue_server (package);
  EXECUTE 'CREATE INDEX catalogue_server_search_idx ON portcullis.catalogue_server USING gin (search ' || ops || ')';

  CREATE TABLE portcullis.catalogue_tool (
    server_slug text NOT NULL,
    name text NOT NULL,
    position integer NOT NULL,
    title text,
    description text,
    -- The definition as JSON text: a person reads exactly that.
    definition text NOT NULL,
    category text NOT NULL CHECK (category IN ('read', 'write', 'execute', 'destructive', 'financial', 'unclassified')),
    confidence real NOT NULL,
    signals text[] NOT NULL DEFAULT '{}',
    rank integer NOT NULL DEFAULT 0,
    search text NOT NULL,
    facets text[] NOT NULL DEFAULT '{}',
    CONSTRAINT catalogue_tool_pkey PRIMARY KEY (server_slug, name),
    CONSTRAINT catalogue_tool_server_slug_fkey FOREIGN KEY (server_slug) REFERENCES portcullis.catalogue_server (slug) ON DELETE CASCADE ON UPDATE CASCADE
  );
  CREATE INDEX catalogue_tool_rank_server_slug_name_idx ON portcullis.catalogue_tool (rank DESC, server_slug, name);
  CREATE INDEX catalogue_tool_facets_idx ON portcullis.catalogue_tool USING gin (facets);
  EXECUTE 'CREATE INDEX catalogue_tool_search_idx ON portcullis.catalogue_tool USING gin (search ' || ops || ')';
END $$;
GRANT SELECT ON portcullis.catalogue_server, portcullis.catalogue_tool TO pc_app;
