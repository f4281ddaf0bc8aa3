-- Enter a run.
INSERT INTO etl.runs (
    id,
    started_at,
    finished_at,
    status,
    files_found,
    files_loaded,
    files_already_in,
    files_held,
    sales,
    items,
    rejects,
    takings,
    message,
    program
)
VALUES (
    $id,
    $started_at,
    $finished_at,
    $status,
    $files_found,
    $files_loaded,
    $files_already_in,
    $files_held,
    $sales,
    $items,
    $rejects,
    $takings,
    $message,
    $program
);
