-- Make room for what files say day by day.
DELETE FROM etl.branch_days;
