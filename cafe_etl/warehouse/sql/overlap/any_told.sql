-- Whether others say something of what new files say, or a till gives keys.
-- Returns: one row.
SELECT EXISTS (FROM contested) OR EXISTS (FROM keyed);
