-- What products were renamed in any part.
-- Returns: one row per product as it would be without renames, oldest first.
SELECT name, flavour, size FROM was GROUP BY ALL ORDER BY min(id), name, flavour, size;
