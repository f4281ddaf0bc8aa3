-- Whether any till tells more of an item than the others do.
-- Returns: one row.
SELECT EXISTS (FROM item_details);
