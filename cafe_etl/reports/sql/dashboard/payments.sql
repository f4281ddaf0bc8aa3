-- The methods of payment, in the order in which the till cube numbers them from 0.
-- Returns: one row per method.
SELECT method FROM payments ORDER BY method;
