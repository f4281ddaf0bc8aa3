-- Version 3: lines are counted apart from sales, a sale knows its file, and what only some tills tell has a place.
-- Tables get their columns in the order of the declaration, so they are written anew; facts in the order of their ids.
DROP VIEW sales;

-- The highest ids ever used were in the ranges of the files; from here on they are in etl.contents alone.
DELETE FROM etl.contents WHERE name IN ('transactions', 'purchase_history');
INSERT INTO etl.contents (name, row_count, highest_id, fingerprint, engine)
SELECT 'transactions', 0, max(last_transaction_id), NULL, '' FROM etl.files
UNION ALL
SELECT 'purchase_history', 0, max(last_purchase_id), NULL, '' FROM etl.files;

-- A sale is of the file in whose range its id lies; one that lies in none is refused as null.
CREATE TEMP TABLE lineage AS
SELECT id AS file_id, first_transaction_id, last_transaction_id
FROM etl.files
WHERE status IN ('loaded', 'replaced') AND first_transaction_id IS NOT NULL;

CREATE TABLE transactions_3 (
    id BIGINT NOT NULL,
    file_id INTEGER NOT NULL,
    date_time TIMESTAMP NOT NULL,
    branch_id INTEGER NOT NULL,
    payment_id INTEGER,
    total_price DECIMAL(12,2) NOT NULL,
    is_refund BOOLEAN NOT NULL
);
INSERT INTO transactions_3 (id, file_id, date_time, branch_id, payment_id, total_price, is_refund)
SELECT
    sale.id,
    CASE WHEN sale.id <= file.last_transaction_id THEN file.file_id END,
    sale.date_time,
    sale.branch_id,
    sale.payment_id,
    sale.total_price,
    false
FROM transactions AS sale
ASOF LEFT JOIN lineage AS file ON sale.id >= file.first_transaction_id
ORDER BY sale.id;
DROP TABLE transactions;
ALTER TABLE transactions_3 RENAME TO transactions;
COMMENT ON TABLE transactions IS 'One row per sale.';
COMMENT ON COLUMN transactions.id IS 'Surrogate key, from 1';
COMMENT ON COLUMN transactions.file_id IS 'etl.files.id: the file that brought it';
COMMENT ON COLUMN transactions.date_time IS 'When it was rung up: the branch''s local time';
COMMENT ON COLUMN transactions.branch_id IS 'branches.id';
COMMENT ON COLUMN transactions.payment_id IS 'payments.id; null where the till does not tell the method';
COMMENT ON COLUMN transactions.total_price IS
    'The till''s total: what its items cost after discounts, negative for a refund';
COMMENT ON COLUMN transactions.is_refund IS 'Whether it gives money back';

CREATE TABLE etl.replaced_transactions_3 (
    id BIGINT NOT NULL,
    file_id INTEGER NOT NULL,
    date_time TIMESTAMP NOT NULL,
    branch_id INTEGER NOT NULL,
    payment_id INTEGER,
    total_price DECIMAL(12,2) NOT NULL,
    is_refund BOOLEAN NOT NULL
);
INSERT INTO etl.replaced_transactions_3 (id, file_id, date_time, branch_id, payment_id, total_price, is_refund)
SELECT
    sale.id,
    CASE WHEN sale.id <= file.last_transaction_id THEN file.file_id END,
    sale.date_time,
    sale.branch_id,
    sale.payment_id,
    sale.total_price,
    false
FROM etl.replaced_transactions AS sale
ASOF LEFT JOIN lineage AS file ON sale.id >= file.first_transaction_id
ORDER BY sale.id;
DROP TABLE etl.replaced_transactions;
ALTER TABLE etl.replaced_transactions_3 RENAME TO replaced_transactions;
COMMENT ON TABLE etl.replaced_transactions IS 'One row per sale of a replaced file, kept so that undo can put it back.';
COMMENT ON COLUMN etl.replaced_transactions.id IS 'Surrogate key, from 1';
COMMENT ON COLUMN etl.replaced_transactions.file_id IS 'etl.files.id: the file that brought it';
COMMENT ON COLUMN etl.replaced_transactions.date_time IS 'When it was rung up: the branch''s local time';
COMMENT ON COLUMN etl.replaced_transactions.branch_id IS 'branches.id';
COMMENT ON COLUMN etl.replaced_transactions.payment_id IS 'payments.id; null where the till does not tell the method';
COMMENT ON COLUMN etl.replaced_transactions.total_price IS
    'The till''s total: what its items cost after discounts, negative for a refund';
COMMENT ON COLUMN etl.replaced_transactions.is_refund IS 'Whether it gives money back';

COMMENT ON COLUMN purchase_history.quantity IS
    'How many of it, of a weight the whole number; negative in a refund';

COMMENT ON COLUMN etl.replaced_purchase_history.quantity IS
    'How many of it, of a weight the whole number; negative in a refund';

DROP TABLE lineage;

CREATE TABLE etl.files_3 (
    id INTEGER NOT NULL,
    run_id INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    sha256 VARCHAR,
    size BIGINT,
    fingerprint VARCHAR,
    layout VARCHAR,
    lines BIGINT NOT NULL,
    lines_loaded BIGINT NOT NULL,
    lines_already_in BIGINT NOT NULL,
    lines_left_out BIGINT NOT NULL,
    lines_held BIGINT NOT NULL,
    header_lines BIGINT NOT NULL,
    blank_lines BIGINT NOT NULL,
    sales BIGINT NOT NULL,
    items DECIMAL(18,3) NOT NULL,
    takings DECIMAL(18,2) NOT NULL,
    mismatches BIGINT NOT NULL,
    first_sale TIMESTAMP,
    last_sale TIMESTAMP,
    status VARCHAR NOT NULL,
    code VARCHAR,
    reason VARCHAR,
    replaced_by INTEGER
);
INSERT INTO etl.files_3
SELECT
    id,
    run_id,
    name,
    sha256,
    NULL,
    fingerprint,
    layout,
    lines,
    loaded,
    already_in,
    0,
    rejected,
    header_lines,
    blank_lines,
    loaded,
    items,
    takings,
    mismatches,
    first_sale,
    last_sale,
    status,
    code,
    reason,
    replaced_by
FROM etl.files
ORDER BY id;
DROP TABLE etl.files;
ALTER TABLE etl.files_3 RENAME TO files;
COMMENT ON TABLE etl.files IS 'One row per file that was loaded, found to hold a loaded file''s sales, or held.';
COMMENT ON COLUMN etl.files.id IS 'Surrogate key, from 1';
COMMENT ON COLUMN etl.files.run_id IS 'etl.runs.id';
COMMENT ON COLUMN etl.files.name IS 'The path as it was found';
COMMENT ON COLUMN etl.files.sha256 IS 'Of the bytes; null where they could not be read';
COMMENT ON COLUMN etl.files.size IS 'In bytes; null where they could not be read, and of files booked before schema 3';
COMMENT ON COLUMN etl.files.fingerprint IS 'Of the normalised sales, whatever their order; null where none was read';
COMMENT ON COLUMN etl.files.layout IS 'The layout found from its content';
COMMENT ON COLUMN etl.files.lines IS 'Physical lines: the sum of the next six';
COMMENT ON COLUMN etl.files.lines_loaded IS 'Lines whose sales were loaded';
COMMENT ON COLUMN etl.files.lines_already_in IS 'Lines whose sales a loaded file had brought before';
COMMENT ON COLUMN etl.files.lines_left_out IS 'Lines that the till itself calls void or cancelled';
COMMENT ON COLUMN etl.files.lines_held IS 'Lines held; all but header and blank ones where the file is held whole';
COMMENT ON COLUMN etl.files.header_lines IS 'Lines of column titles';
COMMENT ON COLUMN etl.files.blank_lines IS 'Lines with nothing but blanks';
COMMENT ON COLUMN etl.files.sales IS 'Sales loaded';
COMMENT ON COLUMN etl.files.items IS 'Items loaded: the sum of their quantities';
COMMENT ON COLUMN etl.files.takings IS 'The sum of the loaded sales'' totals';
COMMENT ON COLUMN etl.files.mismatches IS 'Loaded sales whose total differs from the sum of their items';
COMMENT ON COLUMN etl.files.first_sale IS 'The earliest loaded sale';
COMMENT ON COLUMN etl.files.last_sale IS 'The latest loaded sale';
COMMENT ON COLUMN etl.files.status IS 'loaded, already in, held, replaced or undone';
COMMENT ON COLUMN etl.files.code IS 'Why it was held: a code of the README''s list';
COMMENT ON COLUMN etl.files.reason IS 'The same in plain words';
COMMENT ON COLUMN etl.files.replaced_by IS 'etl.files.id of the fuller export that took its place';

ALTER TABLE etl.runs ALTER COLUMN items TYPE DECIMAL(18,3);
COMMENT ON TABLE etl.runs IS
    'One row per execution of `cafe-etl ingest`, whatever happened, or of `cafe-etl rename`.';
COMMENT ON COLUMN etl.runs.status IS 'loaded, nothing new, held, failed, interrupted, renamed or undone';
COMMENT ON COLUMN etl.runs.message IS 'What went wrong, or what was renamed, in plain words';
ALTER TABLE etl.spans ALTER COLUMN items TYPE DECIMAL(18,3);

CREATE TABLE sale_details (
    transaction_id BIGINT NOT NULL,
    sale_key UBIGINT,
    tax DECIMAL(12,2),
    tip DECIMAL(12,2),
    service_charge DECIMAL(12,2)
);
COMMENT ON TABLE sale_details IS 'One row per sale of which the till tells more than the others do.';
COMMENT ON COLUMN sale_details.transaction_id IS 'transactions.id';
COMMENT ON COLUMN sale_details.sale_key IS
    'Keyed hash of the till''s own number, never the number; null where it has none';
COMMENT ON COLUMN sale_details.tax IS 'Tax on top of the total; null where the till tells none';
COMMENT ON COLUMN sale_details.tip IS 'Tip on top of the total; null where the till tells none';
COMMENT ON COLUMN sale_details.service_charge IS 'Service charge on top of the total; null where the till tells none';

CREATE TABLE sale_payments (
    transaction_id BIGINT NOT NULL,
    payment_id INTEGER NOT NULL,
    amount DECIMAL(12,2) NOT NULL
);
COMMENT ON TABLE sale_payments IS 'One row per method of payment of a sale that was paid by several.';
COMMENT ON COLUMN sale_payments.transaction_id IS 'transactions.id';
COMMENT ON COLUMN sale_payments.payment_id IS 'payments.id';
COMMENT ON COLUMN sale_payments.amount IS 'What was paid by this method';

CREATE TABLE item_details (
    purchase_id BIGINT NOT NULL,
    discount DECIMAL(12,2),
    fraction DECIMAL(4,3)
);
COMMENT ON TABLE item_details IS
    'One row per row of purchase_history that cost less than its price, or that was sold by weight.';
COMMENT ON COLUMN item_details.purchase_id IS 'purchase_history.id';
COMMENT ON COLUMN item_details.discount IS 'How much less it cost, for the whole quantity; null where nothing';
COMMENT ON COLUMN item_details.fraction IS 'What its quantity has beyond the whole number; null where nothing';

CREATE TABLE etl.names (
    run_id INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    written VARCHAR NOT NULL,
    meant VARCHAR NOT NULL
);
COMMENT ON TABLE etl.names IS 'One row per name that was put right.';
COMMENT ON COLUMN etl.names.run_id IS 'etl.runs.id';
COMMENT ON COLUMN etl.names.kind IS 'branch, product, size, flavour or payment';
COMMENT ON COLUMN etl.names.written IS 'The name that is not used any more';
COMMENT ON COLUMN etl.names.meant IS 'The name that took its place, for what comes later too';

CREATE TABLE etl.renamed (
    kind VARCHAR NOT NULL,
    id BIGINT NOT NULL,
    name VARCHAR NOT NULL
);
COMMENT ON TABLE etl.renamed IS
    'One row per name of a sale or an item that was put right, kept so that undo can give it back.';
COMMENT ON COLUMN etl.renamed.kind IS 'branch, product, size, flavour or payment';
COMMENT ON COLUMN etl.renamed.id IS 'transactions.id of a branch or payment, purchase_history.id of the others';
COMMENT ON COLUMN etl.renamed.name IS 'The name that it has without renames';

CREATE VIEW sales AS
SELECT
    sale_id,
    date_time,
    branch,
    payment,
    product,
    size,
    flavour,
    quantity,
    unit_price,
    discount,
    CAST(quantity * unit_price - discount AS DECIMAL(18,2)) AS revenue,
    is_refund
FROM (
    SELECT
        sale.id AS sale_id,
        sale.date_time,
        branch.name AS branch,
        payment.method AS payment,
        product.name AS product,
        size.name AS size,
        product.flavour,
        CAST(item.quantity + coalesce(detail.fraction, 0.000) AS DECIMAL(9,3)) AS quantity,
        item.unit_price,
        CAST(coalesce(detail.discount, 0.00) AS DECIMAL(12,2)) AS discount,
        sale.is_refund
    FROM purchase_history AS item
    JOIN transactions AS sale ON sale.id = item.transaction_id
    JOIN branches AS branch ON branch.id = sale.branch_id
    LEFT JOIN payments AS payment ON payment.id = sale.payment_id
    JOIN products AS product ON product.id = item.product_id
    LEFT JOIN sizes AS size ON size.id = product.size_id
    LEFT JOIN item_details AS detail ON detail.purchase_id = item.id
) AS item;
COMMENT ON VIEW sales IS 'One row per item of a sale, with everything known of it.';
COMMENT ON COLUMN sales.sale_id IS 'transactions.id; count(DISTINCT sale_id) counts sales';
COMMENT ON COLUMN sales.date_time IS 'When it was rung up: the branch''s local time';
COMMENT ON COLUMN sales.branch IS 'The branch';
COMMENT ON COLUMN sales.payment IS 'The method of payment; null where the till does not tell it';
COMMENT ON COLUMN sales.product IS 'What is sold, without size and flavour';
COMMENT ON COLUMN sales.size IS 'Small, Regular or Large; null where the till writes no size';
COMMENT ON COLUMN sales.flavour IS 'The flavour; null where there is none';
COMMENT ON COLUMN sales.quantity IS 'How many of it, or its weight; negative in a refund';
COMMENT ON COLUMN sales.unit_price IS 'The price of one, on that day';
COMMENT ON COLUMN sales.discount IS 'How much less the row cost than its price';
COMMENT ON COLUMN sales.revenue IS 'quantity × unit_price − discount';
COMMENT ON COLUMN sales.is_refund IS 'Whether the sale gives money back';

-- Texts with a long number, which the versions before let in where it was written with other signs between its digits:
-- each digit becomes #, and the row's id tells two such texts apart. A moment in a file's name is no long number.
CREATE TEMP MACRO joined(words) AS regexp_replace(words, '[^\p{L}\p{N}]|[\p{Lm}ªºǀǁǂǃᅟᅠㅤﾠ]', '', 'g');
CREATE TEMP MACRO is_long(words) AS regexp_matches(joined(words), '\p{N}{12}');
CREATE TEMP MACRO masked(words, id) AS concat(regexp_replace(words, '\p{N}', '#', 'g'), ' (', id, ')');
CREATE TEMP MACRO whole_day() AS concat(
    '(?:(?:19|20)[0-9]{2}(?:(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])',
    '|[ _.-](?:0[1-9]|1[0-2])[ _.-](?:0[1-9]|[12][0-9]|3[01]))',
    '|(?:(?:0[1-9]|[12][0-9]|3[01])(?:0[1-9]|1[0-2])',
    '|(?:0[1-9]|[12][0-9]|3[01])[ _.-](?:0[1-9]|1[0-2])[ _.-]',
    '|(?:0[1-9]|1[0-2])[ _.-](?:0[1-9]|[12][0-9]|3[01])[ _.-])(?:19|20)[0-9]{2})'
);
CREATE TEMP MACRO clock() AS concat(
    '(?:(?:[01][0-9]|2[0-3])[:. ]?[0-5][0-9][:. ]?[0-5][0-9](?:[_-][0-9]{1,4})?',
    '|(?:[01][0-9]|2[0-3])-[0-5][0-9]-[0-5][0-9](?:_[0-9]{1,4})?',
    '|(?:[01][0-9]|2[0-3])_[0-5][0-9]_[0-5][0-9](?:-[0-9]{1,4})?',
    '|(?:[01][0-9]|2[0-3])[ _:.-]?[0-5][0-9])'
);
CREATE TEMP MACRO without_moment(words) AS regexp_replace(
    words,
    concat(
        '(?:^|\P{Nd})(?:',
        whole_day(), '[ T_.-]?', clock(), '(\p{L}|[^\p{L}\p{N}](?:\P{Nd}|', whole_day(), '|$)|$)|',
        whole_day(), '(\P{Nd}|$)',
        ')'
    ),
    ' x \1\2',
    'g'
);
UPDATE etl.files SET name = masked(name, id)
WHERE is_long(without_moment(without_moment(translate(name, '/\', 'xx'))));
UPDATE branches SET name = masked(name, id) WHERE is_long(name);
UPDATE payments SET method = masked(method, id) WHERE is_long(method);
UPDATE products SET name = masked(name, id) WHERE is_long(concat_ws(' - ', name, flavour));
UPDATE products SET flavour = masked(flavour, id) WHERE is_long(flavour);
DROP MACRO joined;
DROP MACRO is_long;
DROP MACRO masked;
DROP MACRO without_moment;
DROP MACRO whole_day;
DROP MACRO clock;
