-- How many refunds there were in the period, under all filters.
-- Returns: one row.
SELECT count(*) FROM till_sales WHERE is_refund AND day >= getvariable('first_day');
