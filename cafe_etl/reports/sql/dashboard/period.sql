-- The days that the page holds: the last $days days that have sales, or all of them.
-- Returns: one row: the first and the last day; nulls where there are no sales.
SELECT
    greatest(min(day), CAST(max(day) - to_days(CAST($days AS INTEGER) - 1) AS DATE)),
    max(day)
FROM (SELECT CAST(date_time AS DATE) AS day FROM transactions);
