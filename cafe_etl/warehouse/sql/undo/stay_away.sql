-- Sales that would come back, but a later file's word was taken against them: that one has replaced them now.
-- In: whether the word of every later file is taken so.
UPDATE etl.replaced_transactions
SET replaced_by = back.later
FROM back
WHERE replaced_transactions.id = back.id
    AND back.same_id IS NULL
    AND back.later IS NOT NULL
    AND (back.later_replaced OR $replaces);
