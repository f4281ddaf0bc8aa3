-- The branches that a filter may name.
-- Returns: one row per branch.
SELECT name FROM branches ORDER BY name;
