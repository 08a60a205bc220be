-- What a dead gateway left open gets an outcome; no upkeep ever writes an attempt.
REVOKE INSERT ON portcullis.attempt FROM pc_ops;
