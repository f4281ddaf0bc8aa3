-- The files of the same sales as new files, which are judged again because of a person's word: what is left in of their
-- sales is theirs, whatever till they are of.
-- In: lists of equal length, a value per new file; the highest id of a file that is not new.
CREATE OR REPLACE TEMP TABLE earlier AS
SELECT new.file_id, file.id AS earlier_id
FROM (
    SELECT unnest(CAST($file_id AS INTEGER[])) AS file_id, unnest(CAST($fingerprint AS VARCHAR[])) AS fingerprint
) AS new
JOIN etl.files AS file ON file.fingerprint = new.fingerprint AND file.id <= $file AND file.status <> 'undone';
