-- The view `held`: what is held and not settled. A person settles it who says so; a later file in which nothing is held,
-- of the same time or of the same name and day, settles a line; one that covers a day and was believed, the day; one of
-- the same bytes or the same name that was loaded, a file that is held whole. Bytes tell files apart; one that could not
-- be read has none and goes by its name, which two may share, as digits in it can be masked: the last run that saw it
-- counts.
-- Returns: one row per held file, per file of which days are held (line is null in both), and per held line.
WITH newest AS (
    SELECT
        id,
        run_id,
        name,
        regexp_extract(name, '[^/\\]*$') AS own_name,
        status,
        code,
        reason,
        lines_held,
        forgotten_at
    FROM etl.files
    WHERE status <> 'undone'
    QUALIFY CASE
        WHEN sha256 IS NULL THEN run_id = max(run_id) OVER (PARTITION BY name)
        ELSE id = max(id) OVER (PARTITION BY sha256)
    END
), believed AS (
    SELECT
        told.file_id,
        told.branch_id,
        min(told.covers_from) AS covers_from,
        max(told.covers_to) AS covers_to,
        file.lines_held,
        regexp_extract(file.name, '[^/\\]*$') AS own_name
    FROM etl.branch_days AS told
    JOIN etl.files AS file ON file.id = told.file_id
    WHERE told.code IS NULL
    GROUP BY told.file_id, told.branch_id, file.lines_held, file.name
), day AS (
    SELECT
        told.file_id,
        told.day,
        told.code,
        bool_or(coalesce(later.file_id > told.file_id AND other.file_id IS NULL, false)) AS is_told_since,
        bool_or(
            coalesce(later.file_id > told.file_id AND other.file_id IS NULL AND later.lines_held = 0, false)
        ) AS is_clean_since
    FROM etl.branch_days AS told
    JOIN newest ON newest.id = told.file_id AND newest.lines_held > 0
    LEFT JOIN believed AS later
        ON later.branch_id = told.branch_id
        AND (
            (later.covers_from <= told.covers_from AND later.covers_to >= told.covers_to)
            OR (
                later.own_name = newest.own_name
                AND told.day BETWEEN CAST(later.covers_from AS DATE) AND CAST(later.covers_to AS DATE)
            )
        )
    LEFT JOIN etl.branch_days AS other
        ON other.file_id = later.file_id
        AND other.branch_id = told.branch_id
        AND other.day = told.day
        AND other.code IS NOT NULL
    GROUP BY told.file_id, told.branch_id, told.day, told.code
), line AS (
    SELECT reject.file_id, reject.line, reject.code, reject.reason, reject.column_name
    FROM etl.rejects AS reject
    WHERE NOT coalesce(
        (
            SELECT bool_and(day.is_clean_since)
            FROM day
            WHERE day.file_id = reject.file_id AND (reject.day IS NULL OR day.day = reject.day)
        ),
        false
    )
), unsettled AS (
    SELECT id AS file_id, 'file' AS kind, NULL AS line, code, reason, NULL AS column_name
    FROM newest
    WHERE status = 'held' AND id NOT IN (SELECT file_id FROM etl.branch_days WHERE code IS NOT NULL)
    UNION ALL
    SELECT id, 'day', NULL, code, reason, NULL
    FROM newest
    WHERE id IN (SELECT file_id FROM day WHERE code IS NOT NULL AND NOT is_told_since)
    UNION ALL
    SELECT file_id, 'line', line, code, reason, column_name FROM line
)
SELECT
    file.id AS file_id,
    file.run_id,
    file.name,
    file.status,
    unsettled.kind,
    unsettled.line,
    unsettled.code,
    unsettled.reason,
    unsettled.column_name
FROM newest AS file
JOIN unsettled ON unsettled.file_id = file.id
WHERE file.forgotten_at IS NULL
    AND NOT (
        file.status = 'held'
        AND EXISTS (
            SELECT 1 FROM newest AS later WHERE later.name = file.name AND later.id > file.id AND later.status <> 'held'
        )
        AND unsettled.kind <> 'day'
    )
