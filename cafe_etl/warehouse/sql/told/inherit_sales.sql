-- Give heirs what is theirs.
UPDATE etl.told_sales SET file_id = heir.heir FROM told_heirs AS heir WHERE told_sales.id = heir.id;
