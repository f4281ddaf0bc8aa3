-- The same 3NF from the CSVs of a folder, as somebody writes it who knows DuckDB and trusts the files: personal columns
-- are never read, each distinct item text is parsed once. No proof of lines, no rejects, no books, no checks.
CREATE TEMP TABLE export AS
SELECT row_number() OVER () AS id, date_time, branch_name, products, total_price, payment_method
FROM read_csv(
    getvariable('files'),
    header = false,
    auto_detect = false,
    delim = ',',
    quote = '"',
    columns = {
        'date_time': 'VARCHAR',
        'branch_name': 'VARCHAR',
        'customer_name': 'VARCHAR',
        'products': 'VARCHAR',
        'total_price': 'DECIMAL(12,2)',
        'payment_method': 'VARCHAR',
        'card_number': 'VARCHAR'
    }
);

CREATE TEMP TABLE basket AS
SELECT id AS transaction_id, item, CAST(count(*) AS INTEGER) AS quantity
FROM (SELECT id, unnest(string_split(products, ', ')) AS item FROM export)
GROUP BY ALL;

CREATE TEMP TABLE item_text AS
SELECT
    item,
    nullif(regexp_extract(item, '^(Small|Regular|Large) ', 1), '') AS size,
    regexp_extract(item, '^(?:(?:Small|Regular|Large) )?(.+?)(?: - (.+))? - ([0-9.]+)$', ['name', 'flavour', 'price'])
        AS part
FROM (SELECT DISTINCT item FROM basket);

CREATE TABLE branches AS
SELECT row_number() OVER (ORDER BY name) AS id, name FROM (SELECT DISTINCT branch_name AS name FROM export);

CREATE TABLE payments AS
SELECT row_number() OVER (ORDER BY method) AS id, method FROM (SELECT DISTINCT payment_method AS method FROM export);

CREATE TABLE sizes AS
SELECT row_number() OVER (ORDER BY name) AS id, name
FROM (SELECT DISTINCT size AS name FROM item_text WHERE size IS NOT NULL);

CREATE TABLE products AS
SELECT row_number() OVER (ORDER BY product.name, flavour, size_id) AS id, product.name, flavour, size_id
FROM (
    SELECT DISTINCT part.name AS name, nullif(part.flavour, '') AS flavour, sizes.id AS size_id
    FROM item_text
    LEFT JOIN sizes ON sizes.name = item_text.size
) AS product;

CREATE TABLE transactions AS
SELECT
    export.id,
    strptime(date_time, ['%d/%m/%Y %H:%M:%S', '%d/%m/%Y %H:%M']) AS date_time,
    branches.id AS branch_id,
    payments.id AS payment_id,
    total_price
FROM export
JOIN branches ON branches.name = export.branch_name
JOIN payments ON payments.method = export.payment_method
ORDER BY export.id;

CREATE TABLE purchase_history AS
WITH item_product AS (
    SELECT item, products.id AS product_id, CAST(part.price AS DECIMAL(12,2)) AS unit_price
    FROM item_text
    LEFT JOIN sizes ON sizes.name = item_text.size
    JOIN products
        ON products.name = part.name
        AND products.flavour IS NOT DISTINCT FROM nullif(part.flavour, '')
        AND products.size_id IS NOT DISTINCT FROM sizes.id
)
SELECT row_number() OVER () AS id, transaction_id, product_id, quantity, unit_price
FROM basket
JOIN item_product USING (item);
