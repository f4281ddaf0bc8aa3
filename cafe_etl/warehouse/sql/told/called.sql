-- The ids of what these names are called in the warehouse.
-- In: lists of equal length, one value per kind and name.
CREATE OR REPLACE TEMP TABLE told_called AS
SELECT called.kind, called.written, called.meant, CASE called.kind WHEN 'branch' THEN branch.id ELSE payment.id END AS id
FROM (
    SELECT
        unnest(CAST($kind AS VARCHAR[])) AS kind,
        unnest(CAST($written AS VARCHAR[])) AS written,
        unnest(CAST($meant AS VARCHAR[])) AS meant
) AS called
LEFT JOIN branches AS branch ON branch.name = called.meant
LEFT JOIN payments AS payment ON payment.method = called.meant;
