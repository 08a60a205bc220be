-- An organization that is deleted takes the sums of its calls with it, as it takes the calls.
GRANT DELETE ON portcullis.decision_rollup TO pc_app;
