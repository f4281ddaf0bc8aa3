-- All of them go.
CREATE OR REPLACE TEMP TABLE gone AS SELECT id FROM void_found;
