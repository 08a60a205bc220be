-- A list that the server answered and nobody can compare (a name twice, a definition without end) is no proof that anything is as it was: until it lists
-- something sound again, none of its tools counts as accepted. The pins stay what they are.
ALTER TABLE portcullis.tool_poll ADD COLUMN is_unreadable boolean NOT NULL DEFAULT false;
CREATE TRIGGER touch AFTER UPDATE ON portcullis.tool_poll FOR EACH ROW WHEN (OLD.is_unreadable IS DISTINCT FROM NEW.is_unreadable)
  EXECUTE FUNCTION portcullis.touch_organization();
GRANT SELECT ON portcullis.tool_poll TO pc_gateway;
GRANT UPDATE (failure, is_unreadable) ON portcullis.tool_poll TO pc_app; -- discovering by hand proves the same
