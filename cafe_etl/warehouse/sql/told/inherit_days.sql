-- A sale that is made anew is not in because of others any more.
UPDATE etl.branch_days
SET already_in = branch_days.already_in - gained.sales
FROM (
    SELECT heir.heir, sale.branch_id, CAST(sale.date_time AS DATE) AS day, count(*) AS sales
    FROM told_heirs AS heir
    JOIN transactions AS sale ON sale.id = heir.sale_id
    WHERE heir.is_made
    GROUP BY ALL
) AS gained
WHERE branch_days.file_id = gained.heir AND branch_days.branch_id = gained.branch_id AND branch_days.day = gained.day;
