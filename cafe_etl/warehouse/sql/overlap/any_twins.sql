-- Whether any day of a new file may be that of another branch or another day.
-- Returns: one row.
SELECT EXISTS (SELECT 1 FROM twins);
