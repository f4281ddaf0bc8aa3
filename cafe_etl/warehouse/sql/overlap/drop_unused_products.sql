-- Drop each product that no sale has, in the tables or among the replaced.
DELETE FROM products
WHERE id NOT IN (SELECT product_id FROM purchase_history UNION SELECT product_id FROM etl.replaced_purchase_history);
