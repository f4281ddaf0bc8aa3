-- What heirs say is theirs from now on, and not in because of others any more.
UPDATE etl.branch_days
SET already_in = branch_days.already_in - gained.sales
FROM (
    SELECT undone.heir, sale.branch_id, CAST(sale.date_time AS DATE) AS day, count(*) AS sales
    FROM undone
    JOIN (
        SELECT id, branch_id, date_time FROM transactions
        UNION ALL
        SELECT id, branch_id, date_time FROM etl.replaced_transactions
    ) AS sale ON sale.id = undone.id
    WHERE undone.heir IS NOT NULL
    GROUP BY ALL
) AS gained
WHERE branch_days.file_id = gained.heir
    AND branch_days.branch_id = gained.branch_id
    AND branch_days.day = gained.day;
