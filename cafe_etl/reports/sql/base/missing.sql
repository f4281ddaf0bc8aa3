-- Which branch did not report which day of the period.
-- Returns: one row per branch and day.
SELECT branch, day FROM branch_days WHERE status = 'missing' AND day >= getvariable('first_day') ORDER BY day, branch;
