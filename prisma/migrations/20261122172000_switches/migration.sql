-- The operator's switch over everything is set by whoever holds the root key, from the command line, and is on record in the installation's log.
GRANT UPDATE (killed, reason) ON portcullis.installation_switch TO pc_ops;
GRANT SELECT ON portcullis.installation_switch TO pc_ops;
GRANT INSERT ON portcullis.installation_log TO pc_ops;

-- An audited reset empties one counter and gives back what its ledger still holds; nothing else of either may be changed from the dashboard.
GRANT UPDATE (used) ON portcullis.limit_counter TO pc_app;
GRANT UPDATE (state) ON portcullis.limit_reservation TO pc_app;
