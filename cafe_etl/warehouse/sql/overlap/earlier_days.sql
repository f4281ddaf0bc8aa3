-- What is left of files that are judged again is of the till that they are of now.
UPDATE etl.branch_days
SET till = decided.till
FROM earlier
JOIN decided ON decided.file_id = earlier.file_id AND decided.counts AND decided.till > 0
WHERE branch_days.file_id = earlier.earlier_id
    AND branch_days.branch_id = decided.branch_id
    AND branch_days.day = decided.day;
