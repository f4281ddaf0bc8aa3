-- Make room for what is in each table now.
DELETE FROM etl.contents;
