-- The same 3NF from a till's export of a line per item, as somebody writes it who knows DuckDB and trusts the file:
-- personal columns are never read. No proof of lines, no rejects, no books, no checks.
CREATE TEMP TABLE line AS
SELECT
    row_number() OVER () AS id,
    "Transaction ID" AS number,
    "Event Type" = 'Refund' AS is_refund,
    CAST("Date" || ' ' || "Time" AS TIMESTAMP) AS date_time,
    "Location" AS branch,
    "Item" AS item,
    nullif("Price Point Name", '') AS size,
    "Modifiers Applied" AS modifiers,
    CAST(CAST("Qty" AS DECIMAL(9,3)) AS INTEGER) AS quantity,
    CAST(replace("Gross Sales", '$', '') AS DECIMAL(12,2)) AS gross,
    CAST(replace("Net Sales", '$', '') AS DECIMAL(12,2)) AS net,
    CAST(replace("Tax", '$', '') AS DECIMAL(12,2)) AS tax
FROM read_csv(getvariable('files'), header = true, all_varchar = true, delim = ',', quote = '"');

CREATE TEMP TABLE name AS
SELECT
    item,
    size,
    modifiers,
    split_part(item, ' - ', 1) AS product,
    nullif(
        concat_ws(
            ', ',
            nullif(regexp_extract(item, ' - (.+)$', 1), ''),
            nullif(array_to_string(list_sort(string_split(modifiers, ', ')), ', '), '')
        ),
        ''
    ) AS flavour
FROM (SELECT DISTINCT item, size, modifiers FROM line);

CREATE TABLE branches AS
SELECT row_number() OVER (ORDER BY name) AS id, name FROM (SELECT DISTINCT branch AS name FROM line);

CREATE TABLE sizes AS
SELECT row_number() OVER (ORDER BY name) AS id, name FROM (SELECT DISTINCT size AS name FROM line WHERE size IS NOT NULL);

CREATE TABLE products AS
SELECT row_number() OVER (ORDER BY product, flavour, size_id) AS id, product AS name, flavour, size_id
FROM (
    SELECT DISTINCT name.product, name.flavour, sizes.id AS size_id
    FROM name
    LEFT JOIN sizes ON sizes.name = name.size
);

CREATE TEMP TABLE sale AS
SELECT
    row_number() OVER (ORDER BY first_line) AS id,
    number,
    is_refund,
    date_time,
    branches.id AS branch_id,
    total_price,
    tax
FROM (
    SELECT
        number,
        is_refund,
        branch,
        min(id) AS first_line,
        min(date_time) AS date_time,
        sum(net) AS total_price,
        sum(tax) AS tax
    FROM line
    GROUP BY number, is_refund, branch
) AS sale
JOIN branches ON branches.name = sale.branch;

CREATE TABLE transactions AS
SELECT id, date_time, branch_id, CAST(total_price AS DECIMAL(12,2)) AS total_price, is_refund FROM sale ORDER BY id;

CREATE TABLE sale_details AS
SELECT id AS transaction_id, hash(number) AS sale_key, CAST(tax AS DECIMAL(12,2)) AS tax FROM sale ORDER BY id;

CREATE TEMP TABLE item AS
WITH name_product AS (
    SELECT name.item, name.size, name.modifiers, products.id AS product_id
    FROM name
    LEFT JOIN sizes ON sizes.name = name.size
    JOIN products
        ON products.name = name.product
        AND products.flavour IS NOT DISTINCT FROM name.flavour
        AND products.size_id IS NOT DISTINCT FROM sizes.id
)
SELECT row_number() OVER () AS id, transaction_id, product_id, unit_price, quantity, discount
FROM (
    SELECT
        sale.id AS transaction_id,
        name_product.product_id,
        CAST(abs(line.gross) / abs(line.quantity) AS DECIMAL(12,2)) AS unit_price,
        CAST(sum(line.quantity) AS INTEGER) AS quantity,
        sum(line.gross - line.net) AS discount
    FROM line
    JOIN sale ON sale.number = line.number AND sale.is_refund = line.is_refund
    JOIN name_product
        ON name_product.item = line.item
        AND name_product.size IS NOT DISTINCT FROM line.size
        AND name_product.modifiers IS NOT DISTINCT FROM line.modifiers
    GROUP BY ALL
);

CREATE TABLE purchase_history AS
SELECT id, transaction_id, product_id, quantity, unit_price FROM item ORDER BY id;

CREATE TABLE item_details AS
SELECT id AS purchase_id, CAST(discount AS DECIMAL(12,2)) AS discount FROM item WHERE discount <> 0;
