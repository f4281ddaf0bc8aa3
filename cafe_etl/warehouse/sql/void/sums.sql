-- What goes: how many sales, what they come to, and a few of them.
-- Returns: one row.
SELECT
    count(*),
    CAST(coalesce(sum(total_price), 0) AS DECIMAL(18,2)),
    list({'moment': date_time, 'total': total_price} ORDER BY date_time, id)[:3]
FROM void_found;
