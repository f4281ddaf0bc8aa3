-- Have the fingerprints of the facts computed anew: rows were taken out or put back.
UPDATE etl.contents SET fingerprint = NULL WHERE name IN ('transactions', 'purchase_history');
