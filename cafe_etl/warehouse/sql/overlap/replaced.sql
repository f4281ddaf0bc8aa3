-- Sales that are in, and that a file does not have whose word counts against them, on the days of which that was
-- decided: all within the time that it covers that no new file of the same till has, and those of whose key it says
-- something else. A row each: `branch_id` and `day` are those of the new file, of the first reason.
CREATE OR REPLACE TEMP TABLE replaced AS
WITH word AS (
    SELECT
        decided.file_id,
        decided.branch_id,
        decided.day,
        decided.till,
        keyed.file_id IS NOT NULL AS is_keyed,
        CASE WHEN contested.by_minute THEN date_trunc('minute', told.covers_from) ELSE told.covers_from END AS covers_from,
        CASE WHEN contested.by_minute THEN date_trunc('minute', told.covers_to) ELSE told.covers_to END AS covers_to
    FROM decided
    JOIN told USING (file_id, branch_id)
    JOIN contested USING (branch_id, day)
    LEFT JOIN keyed USING (file_id, branch_id)
    WHERE decided.replaces AND decided.counts
), told_anew AS (
    SELECT DISTINCT decided.till, said.branch_id, said.day, said.same, said.copy
    FROM said
    JOIN decided
        ON decided.file_id = said.source AND decided.branch_id = said.branch_id AND decided.day = said.day
    WHERE decided.counts
), every AS (
    SELECT theirs.id, min(word.file_id) AS replaced_by, theirs.branch_id, theirs.day
    FROM word
    JOIN said AS theirs
        ON theirs.source = -word.till AND theirs.branch_id = word.branch_id AND theirs.day = word.day
    ANTI JOIN told_anew
        ON told_anew.till = word.till
        AND told_anew.branch_id = theirs.branch_id
        AND told_anew.day = theirs.day
        AND told_anew.same = theirs.same
        AND told_anew.copy = theirs.copy
    WHERE theirs.moment > word.covers_from
        AND theirs.moment < word.covers_to
        AND NOT (theirs.is_keyed AND word.is_keyed)
    GROUP BY theirs.id, theirs.branch_id, theirs.day
    UNION
    SELECT corrected.other_id, min(corrected.file_id), any_value(corrected.branch_id), any_value(corrected.day)
    FROM corrected
    LEFT JOIN decided USING (file_id, branch_id, day)
    WHERE corrected.other_file IS NULL AND coalesce(decided.counts, true)
    GROUP BY corrected.other_id
)
SELECT id, replaced_by, branch_id, day
FROM every
QUALIFY row_number() OVER (PARTITION BY id ORDER BY replaced_by, branch_id, day) = 1;
