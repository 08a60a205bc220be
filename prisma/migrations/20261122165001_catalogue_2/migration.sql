-- The rules by which the tools of a server were classified; other ones are made anew when the database is migrated.
ALTER TABLE portcullis.catalogue_server ADD COLUMN category_rules integer NOT NULL DEFAULT 0;
