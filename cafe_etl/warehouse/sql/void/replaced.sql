-- Those of them that are kept, as all sales are that another file's word replaces.
CREATE OR REPLACE TEMP TABLE replaced AS
SELECT id, void_by AS replaced_by, branch_id, CAST(date_time AS DATE) AS day FROM void_found WHERE same_id IS NULL;
