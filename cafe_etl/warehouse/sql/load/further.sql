-- Note how many lines sales have beyond their first one.
-- In: the highest id of a sale before these.
INSERT INTO further (sale_id, lines) SELECT $last + 1 + place, lines FROM staged_further;
