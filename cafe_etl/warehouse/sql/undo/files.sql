-- The files of which something counts, or was replaced since, or is in because of others, be it some days of them: those of a run, or of a name.
-- In: run_id or null; name or null, a path or the last parts of one.
-- Returns: one row per file, the newest first: its id, its run, its name, its hash, whether it brought sales.
SELECT id, run_id, name, sha256, status IN ('loaded', 'replaced')
FROM etl.files
WHERE (
        status IN ('loaded', 'replaced', 'already in')
        OR (status = 'held' AND id IN (SELECT file_id FROM etl.branch_days WHERE code IS NULL))
    )
    AND ($run_id IS NULL OR run_id = $run_id)
    AND (
        $name IS NULL
        OR ends_with(concat('/', replace(name, '\', '/')), concat('/', replace($name, '\', '/')))
    )
ORDER BY id DESC;
