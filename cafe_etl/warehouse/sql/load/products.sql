-- Number the new products from the highest id on that was ever used; their size_id is the warehouse's already.
INSERT INTO products (id, name, flavour, size_id)
SELECT used.highest_id + row_number() OVER (ORDER BY staged.id), staged.name, staged.flavour, staged.size_id
FROM (SELECT min(id) AS id, name, flavour, size_id FROM staged_products GROUP BY ALL) AS staged
ANTI JOIN products AS known
    ON known.name = staged.name
    AND known.flavour IS NOT DISTINCT FROM staged.flavour
    AND known.size_id IS NOT DISTINCT FROM staged.size_id
CROSS JOIN (
    SELECT coalesce(max(id), 0) AS highest_id
    FROM (SELECT id FROM products UNION ALL SELECT highest_id FROM etl.contents WHERE name = 'products')
) AS used;
