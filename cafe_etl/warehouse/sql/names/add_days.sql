-- Enter what files say day by day, of branches as they are called now.
INSERT INTO etl.branch_days (
    file_id,
    branch_id,
    day,
    till,
    covers_from,
    covers_to,
    has_seconds,
    told_sales,
    told_takings,
    sales,
    items,
    takings,
    already_in,
    held,
    code,
    branch_written
)
SELECT
    file_id,
    branch_id,
    day,
    till,
    covers_from,
    covers_to,
    has_seconds,
    told_sales,
    told_takings,
    sales,
    items,
    takings,
    already_in,
    held,
    code,
    branch_written
FROM pointed_days
ORDER BY file_id, branch_id, day;
