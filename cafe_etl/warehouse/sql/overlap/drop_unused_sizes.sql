-- Drop each size that no product has.
DELETE FROM sizes
WHERE id NOT IN (SELECT size_id FROM products WHERE size_id IS NOT NULL);
