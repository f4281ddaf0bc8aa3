-- What undone files tell as others have told it, they tell no more.
DELETE FROM etl.told_again WHERE list_contains(CAST($file_id AS INTEGER[]), file_id);
