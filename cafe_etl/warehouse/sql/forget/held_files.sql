-- Files of which something is held and not forgotten: those of a run, or of a name.
-- In: run_id or null; name or null, a path or the last parts of one.
-- Returns: one row per file: its id, its name, how many lines of it are held.
SELECT id, name, lines_held
FROM etl.files
WHERE forgotten_at IS NULL
    AND status <> 'undone'
    AND (status = 'held' OR lines_held > 0 OR id IN (SELECT file_id FROM etl.branch_days WHERE code IS NOT NULL))
    AND ($run_id IS NULL OR run_id = $run_id)
    AND (
        $name IS NULL
        OR ends_with(concat('/', replace(name, '\', '/')), concat('/', replace($name, '\', '/')))
    )
ORDER BY id;
