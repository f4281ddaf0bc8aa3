-- Drop each branch that no sale has, in the tables or among the replaced, and of which no file says anything.
DELETE FROM branches
WHERE id NOT IN (
    SELECT branch_id FROM transactions
    UNION
    SELECT branch_id FROM etl.replaced_transactions
    UNION
    SELECT branch_id FROM etl.branch_days
);
