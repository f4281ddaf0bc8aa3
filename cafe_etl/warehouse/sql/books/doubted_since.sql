-- The doubted prices among the items that came in after this one, by the temporary view `doubted_prices`.
-- Returns: one row per product and price: its name as a till writes it, the price, the usual one, how often it was sold.
SELECT
    concat_ws(' - ', concat_ws(' ', size.name, product.name), product.flavour) AS product,
    doubted.unit_price,
    doubted.usual_price,
    count(*) AS sold
FROM purchase_history AS item
JOIN doubted_prices AS doubted ON doubted.product_id = item.product_id AND doubted.unit_price = item.unit_price
JOIN products AS product ON product.id = item.product_id
LEFT JOIN sizes AS size ON size.id = product.size_id
WHERE item.id > $purchase
GROUP BY size.name, product.name, product.flavour, doubted.unit_price, doubted.usual_price
ORDER BY doubted.unit_price / doubted.usual_price DESC, product.name, size.name, product.flavour;
