-- Which branch did not report which day.
-- Returns: one row per branch and day, from the branch's first sale on; status is reported, closed or missing.
SELECT branch, day AS period, status, sales, revenue
FROM branch_days
ORDER BY branch, day;
