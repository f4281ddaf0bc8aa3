-- What schema 3 was, and in it what some runs brought: a file with a held line, one that a fuller export replaced, one
-- whose sales were in already, one that was held, one that was undone; and a branch was renamed. No version with it was
-- released, but a warehouse of that time must still be brought up to date.
CREATE SCHEMA etl;
CREATE TABLE branches (id INTEGER NOT NULL, name VARCHAR NOT NULL, PRIMARY KEY (id), UNIQUE (name));
COMMENT ON TABLE branches IS 'One row per branch of the chain.';
COMMENT ON COLUMN branches.id IS 'Surrogate key, from 1';
COMMENT ON COLUMN branches.name IS 'The branch as its exports spell it';
CREATE TABLE payments (id INTEGER NOT NULL, method VARCHAR NOT NULL, PRIMARY KEY (id), UNIQUE (method));
COMMENT ON TABLE payments IS 'One row per method of payment.';
COMMENT ON COLUMN payments.id IS 'Surrogate key, from 1';
COMMENT ON COLUMN payments.method IS 'How a sale was paid, such as CASH or CARD';
CREATE TABLE sizes (id INTEGER NOT NULL, name VARCHAR NOT NULL, PRIMARY KEY (id), UNIQUE (name));
COMMENT ON TABLE sizes IS 'One row per size a product is sold in.';
COMMENT ON COLUMN sizes.id IS 'Surrogate key, from 1';
COMMENT ON COLUMN sizes.name IS 'Small, Regular or Large';
CREATE TABLE products (id INTEGER NOT NULL, name VARCHAR NOT NULL, flavour VARCHAR, size_id INTEGER, PRIMARY KEY (id), UNIQUE (name, flavour, size_id));
COMMENT ON TABLE products IS 'One row per product in one size and flavour.';
COMMENT ON COLUMN products.id IS 'Surrogate key, from 1';
COMMENT ON COLUMN products.name IS 'What is sold, without size and flavour; upper and lower case count';
COMMENT ON COLUMN products.flavour IS 'What follows the first '' - '' of the name; null where there is none';
COMMENT ON COLUMN products.size_id IS 'sizes.id; null where the till writes no size';
CREATE TABLE transactions (id BIGINT NOT NULL, file_id INTEGER NOT NULL, date_time TIMESTAMP NOT NULL, branch_id INTEGER NOT NULL, payment_id INTEGER, total_price DECIMAL(12,2) NOT NULL, is_refund BOOLEAN NOT NULL);
COMMENT ON TABLE transactions IS 'One row per sale.';
COMMENT ON COLUMN transactions.id IS 'Surrogate key, from 1';
COMMENT ON COLUMN transactions.file_id IS 'etl.files.id: the file that brought it';
COMMENT ON COLUMN transactions.date_time IS 'When it was rung up: the branch''s local time';
COMMENT ON COLUMN transactions.branch_id IS 'branches.id';
COMMENT ON COLUMN transactions.payment_id IS 'payments.id; null where the till does not tell the method';
COMMENT ON COLUMN transactions.total_price IS 'The till''s total: what its items cost after discounts, negative for a refund';
COMMENT ON COLUMN transactions.is_refund IS 'Whether it gives money back';
CREATE TABLE purchase_history (id BIGINT NOT NULL, transaction_id BIGINT NOT NULL, product_id INTEGER NOT NULL, quantity INTEGER NOT NULL, unit_price DECIMAL(12,2) NOT NULL);
COMMENT ON TABLE purchase_history IS 'One row per product and unit price in a sale.';
COMMENT ON COLUMN purchase_history.id IS 'Surrogate key, from 1';
COMMENT ON COLUMN purchase_history.transaction_id IS 'transactions.id';
COMMENT ON COLUMN purchase_history.product_id IS 'products.id';
COMMENT ON COLUMN purchase_history.quantity IS 'How many of it, of a weight the whole number; negative in a refund';
COMMENT ON COLUMN purchase_history.unit_price IS 'The price of one, on that day';
CREATE TABLE sale_details (transaction_id BIGINT NOT NULL, sale_key UBIGINT, tax DECIMAL(12,2), tip DECIMAL(12,2), service_charge DECIMAL(12,2));
COMMENT ON TABLE sale_details IS 'One row per sale of which the till tells more than the others do.';
COMMENT ON COLUMN sale_details.transaction_id IS 'transactions.id';
COMMENT ON COLUMN sale_details.sale_key IS 'Keyed hash of the till''s own number, never the number; null where it has none';
COMMENT ON COLUMN sale_details.tax IS 'Tax on top of the total; null where the till tells none';
COMMENT ON COLUMN sale_details.tip IS 'Tip on top of the total; null where the till tells none';
COMMENT ON COLUMN sale_details.service_charge IS 'Service charge on top of the total; null where the till tells none';
CREATE TABLE sale_payments (transaction_id BIGINT NOT NULL, payment_id INTEGER NOT NULL, amount DECIMAL(12,2) NOT NULL);
COMMENT ON TABLE sale_payments IS 'One row per method of payment of a sale that was paid by several.';
COMMENT ON COLUMN sale_payments.transaction_id IS 'transactions.id';
COMMENT ON COLUMN sale_payments.payment_id IS 'payments.id';
COMMENT ON COLUMN sale_payments.amount IS 'What was paid by this method';
CREATE TABLE item_details (purchase_id BIGINT NOT NULL, discount DECIMAL(12,2), fraction DECIMAL(4,3));
COMMENT ON TABLE item_details IS 'One row per row of purchase_history that cost less than its price, or that was sold by weight.';
COMMENT ON COLUMN item_details.purchase_id IS 'purchase_history.id';
COMMENT ON COLUMN item_details.discount IS 'How much less it cost, for the whole quantity; null where nothing';
COMMENT ON COLUMN item_details.fraction IS 'What its quantity has beyond the whole number; null where nothing';
CREATE VIEW sales AS -- The view `sales`: what a person asks about.
-- Returns: one row per item of a sale.
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
CREATE TABLE etl.schema_version (version INTEGER NOT NULL, applied_at TIMESTAMP NOT NULL, program VARCHAR NOT NULL);
COMMENT ON TABLE etl.schema_version IS 'One row per migration that was applied.';
COMMENT ON COLUMN etl.schema_version.version IS 'The migration''s number';
COMMENT ON COLUMN etl.schema_version.applied_at IS 'When, in local time';
COMMENT ON COLUMN etl.schema_version.program IS 'The cafe-etl version that applied it';
CREATE TABLE etl.runs (id INTEGER NOT NULL, started_at TIMESTAMP NOT NULL, finished_at TIMESTAMP NOT NULL, status VARCHAR NOT NULL, files_found INTEGER NOT NULL, files_loaded INTEGER NOT NULL, files_already_in INTEGER NOT NULL, files_held INTEGER NOT NULL, sales BIGINT NOT NULL, items DECIMAL(18,3) NOT NULL, rejects BIGINT NOT NULL, takings DECIMAL(18,2) NOT NULL, message VARCHAR, program VARCHAR NOT NULL, undone_at TIMESTAMP);
COMMENT ON TABLE etl.runs IS 'One row per execution of `cafe-etl ingest`, whatever happened, or of `cafe-etl rename`.';
COMMENT ON COLUMN etl.runs.id IS 'The run''s number, from 1';
COMMENT ON COLUMN etl.runs.started_at IS 'Local time';
COMMENT ON COLUMN etl.runs.finished_at IS 'Local time';
COMMENT ON COLUMN etl.runs.status IS 'loaded, nothing new, held, failed, interrupted, renamed or undone';
COMMENT ON COLUMN etl.runs.files_found IS 'Files that were looked at';
COMMENT ON COLUMN etl.runs.files_loaded IS 'Files whose sales were loaded';
COMMENT ON COLUMN etl.runs.files_already_in IS 'Files whose sales were in the warehouse before';
COMMENT ON COLUMN etl.runs.files_held IS 'Files that were held whole';
COMMENT ON COLUMN etl.runs.sales IS 'Sales loaded';
COMMENT ON COLUMN etl.runs.items IS 'Items loaded: the sum of their quantities';
COMMENT ON COLUMN etl.runs.rejects IS 'Lines held in files that were not held whole';
COMMENT ON COLUMN etl.runs.takings IS 'The sum of the loaded sales'' totals';
COMMENT ON COLUMN etl.runs.message IS 'What went wrong, or what was renamed, in plain words';
COMMENT ON COLUMN etl.runs.program IS 'The cafe-etl version that ran';
COMMENT ON COLUMN etl.runs.undone_at IS 'When it was undone, in local time';
CREATE TABLE etl.files (id INTEGER NOT NULL, run_id INTEGER NOT NULL, name VARCHAR NOT NULL, sha256 VARCHAR, size BIGINT, fingerprint VARCHAR, layout VARCHAR, lines BIGINT NOT NULL, lines_loaded BIGINT NOT NULL, lines_already_in BIGINT NOT NULL, lines_left_out BIGINT NOT NULL, lines_held BIGINT NOT NULL, header_lines BIGINT NOT NULL, blank_lines BIGINT NOT NULL, sales BIGINT NOT NULL, items DECIMAL(18,3) NOT NULL, takings DECIMAL(18,2) NOT NULL, mismatches BIGINT NOT NULL, first_sale TIMESTAMP, last_sale TIMESTAMP, status VARCHAR NOT NULL, code VARCHAR, reason VARCHAR, replaced_by INTEGER);
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
CREATE TABLE etl.spans (file_id INTEGER NOT NULL, branch_id INTEGER NOT NULL, sales BIGINT NOT NULL, items DECIMAL(18,3) NOT NULL, takings DECIMAL(18,2) NOT NULL, first_sale TIMESTAMP NOT NULL, last_sale TIMESTAMP NOT NULL);
COMMENT ON TABLE etl.spans IS 'One row per branch in a loaded file.';
COMMENT ON COLUMN etl.spans.file_id IS 'etl.files.id';
COMMENT ON COLUMN etl.spans.branch_id IS 'branches.id';
COMMENT ON COLUMN etl.spans.sales IS 'Sales loaded';
COMMENT ON COLUMN etl.spans.items IS 'Items loaded: the sum of their quantities';
COMMENT ON COLUMN etl.spans.takings IS 'The sum of the loaded sales'' totals';
COMMENT ON COLUMN etl.spans.first_sale IS 'The earliest loaded sale';
COMMENT ON COLUMN etl.spans.last_sale IS 'The latest loaded sale';
CREATE TABLE etl.rejects (file_id INTEGER NOT NULL, line BIGINT NOT NULL, column_name VARCHAR NOT NULL, code VARCHAR NOT NULL, reason VARCHAR NOT NULL);
COMMENT ON TABLE etl.rejects IS 'One row per line that was held.';
COMMENT ON COLUMN etl.rejects.file_id IS 'etl.files.id';
COMMENT ON COLUMN etl.rejects.line IS 'Its number in the file, from 1';
COMMENT ON COLUMN etl.rejects.column_name IS 'The column the reason is about';
COMMENT ON COLUMN etl.rejects.code IS 'Why: a code of the README''s list, never used for anything else';
COMMENT ON COLUMN etl.rejects.reason IS 'The same in plain words; never the value';
CREATE TABLE etl.replaced_transactions (id BIGINT NOT NULL, file_id INTEGER NOT NULL, date_time TIMESTAMP NOT NULL, branch_id INTEGER NOT NULL, payment_id INTEGER, total_price DECIMAL(12,2) NOT NULL, is_refund BOOLEAN NOT NULL);
COMMENT ON TABLE etl.replaced_transactions IS 'One row per sale of a replaced file, kept so that undo can put it back.';
COMMENT ON COLUMN etl.replaced_transactions.id IS 'Surrogate key, from 1';
COMMENT ON COLUMN etl.replaced_transactions.file_id IS 'etl.files.id: the file that brought it';
COMMENT ON COLUMN etl.replaced_transactions.date_time IS 'When it was rung up: the branch''s local time';
COMMENT ON COLUMN etl.replaced_transactions.branch_id IS 'branches.id';
COMMENT ON COLUMN etl.replaced_transactions.payment_id IS 'payments.id; null where the till does not tell the method';
COMMENT ON COLUMN etl.replaced_transactions.total_price IS 'The till''s total: what its items cost after discounts, negative for a refund';
COMMENT ON COLUMN etl.replaced_transactions.is_refund IS 'Whether it gives money back';
CREATE TABLE etl.replaced_purchase_history (id BIGINT NOT NULL, transaction_id BIGINT NOT NULL, product_id INTEGER NOT NULL, quantity INTEGER NOT NULL, unit_price DECIMAL(12,2) NOT NULL);
COMMENT ON TABLE etl.replaced_purchase_history IS 'One row per product and unit price in a sale of a replaced file.';
COMMENT ON COLUMN etl.replaced_purchase_history.id IS 'Surrogate key, from 1';
COMMENT ON COLUMN etl.replaced_purchase_history.transaction_id IS 'transactions.id';
COMMENT ON COLUMN etl.replaced_purchase_history.product_id IS 'products.id';
COMMENT ON COLUMN etl.replaced_purchase_history.quantity IS 'How many of it, of a weight the whole number; negative in a refund';
COMMENT ON COLUMN etl.replaced_purchase_history.unit_price IS 'The price of one, on that day';
CREATE TABLE etl.names (run_id INTEGER NOT NULL, kind VARCHAR NOT NULL, written VARCHAR NOT NULL, meant VARCHAR NOT NULL);
COMMENT ON TABLE etl.names IS 'One row per name that was put right.';
COMMENT ON COLUMN etl.names.run_id IS 'etl.runs.id';
COMMENT ON COLUMN etl.names.kind IS 'branch, product, size, flavour or payment';
COMMENT ON COLUMN etl.names.written IS 'The name that is not used any more';
COMMENT ON COLUMN etl.names.meant IS 'The name that took its place, for what comes later too';
CREATE TABLE etl.renamed (kind VARCHAR NOT NULL, id BIGINT NOT NULL, name VARCHAR NOT NULL);
COMMENT ON TABLE etl.renamed IS 'One row per name of a sale or an item that was put right, kept so that undo can give it back.';
COMMENT ON COLUMN etl.renamed.kind IS 'branch, product, size, flavour or payment';
COMMENT ON COLUMN etl.renamed.id IS 'transactions.id of a branch or payment, purchase_history.id of the others';
COMMENT ON COLUMN etl.renamed.name IS 'The name that it has without renames';
CREATE TABLE etl.contents (name VARCHAR NOT NULL, row_count BIGINT NOT NULL, highest_id BIGINT, fingerprint UBIGINT, engine VARCHAR NOT NULL);
COMMENT ON TABLE etl.contents IS 'One row per table, as it was when the warehouse was last written.';
COMMENT ON COLUMN etl.contents.name IS 'The table';
COMMENT ON COLUMN etl.contents.row_count IS 'How many rows it has';
COMMENT ON COLUMN etl.contents.highest_id IS 'The highest id that was ever used; null where rows have none';
COMMENT ON COLUMN etl.contents.fingerprint IS 'bit_xor(hash(row)) of all rows; null until it is computed anew';
COMMENT ON COLUMN etl.contents.engine IS 'The DuckDB version that computed it: another may hash otherwise';
INSERT INTO etl.contents (name, row_count, highest_id, fingerprint, engine) VALUES
    ('branches', 2, 4, 1621606439144196690, '2.0.1'),
    ('etl.files', 6, 6, 15721728600018989693, '2.0.1'),
    ('etl.names', 1, NULL, 1639612593604454583, '2.0.1'),
    ('etl.rejects', 1, NULL, 2015006378932529837, '2.0.1'),
    ('etl.renamed', 6, NULL, 14749451057462806, '2.0.1'),
    ('etl.replaced_purchase_history', 4, NULL, 4678332251877822818, '2.0.1'),
    ('etl.replaced_transactions', 2, NULL, 6490706605713915476, '2.0.1'),
    ('etl.runs', 4, 4, 9816394378437170301, '2.0.1'),
    ('etl.schema_version', 1, NULL, 8368895460860827908, '2.0.1'),
    ('etl.spans', 3, NULL, 5535811694769923389, '2.0.1'),
    ('item_details', 0, NULL, 0, '2.0.1'),
    ('payments', 2, 2, 11651702974903155335, '2.0.1'),
    ('products', 3, 3, 7089273690322105285, '2.0.1'),
    ('purchase_history', 16, 22, 10525563909031848452, '2.0.1'),
    ('sale_details', 0, NULL, 0, '2.0.1'),
    ('sale_payments', 0, NULL, 0, '2.0.1'),
    ('sizes', 2, 2, 6056947795895523687, '2.0.1'),
    ('transactions', 14, 18, 6186351571495240364, '2.0.1');
INSERT INTO etl.files (id, run_id, name, sha256, size, fingerprint, layout, lines, lines_loaded, lines_already_in, lines_left_out, lines_held, header_lines, blank_lines, sales, items, takings, mismatches, first_sale, last_sale, status, code, reason, replaced_by) VALUES
    (1, 1, 'exports/camden.csv', '2d0a9c9cd2a0022ceba2129c3e03d17ce8f6fd63a5bb98983b1ed70b1d03249b', 246, '2-905149a7256d4f191f48315896940ab5', 'standard', 2, 2, 0, 0, 0, 0, 0, 2, 4.000, 10.40, 0, '2021-08-25 09:01:00', '2021-08-25 09:02:00', 'replaced', NULL, NULL, 4),
    (2, 1, 'exports/leeds.csv', '7b5e55b6d882bdb17b75ab0e4eeddd0fa45508ef4ccd49c3b07782d99a62803c', 936, '10-b5f127415504c35cb1965142cc23d183', 'standard', 11, 10, 0, 0, 1, 0, 0, 10, 20.000, 49.00, 0, '2021-08-25 10:00:00', '2021-08-25 10:09:00', 'loaded', NULL, NULL, NULL),
    (3, 1, 'exports/menu.csv', 'b53a55383d2f1f040ab010606d7911907f1a17f979f1d475fb4ac226243135e5', 7, NULL, NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0.000, 0.00, 0, NULL, NULL, 'held', 'F04', 'it is HTML or XML, not a CSV file', NULL),
    (4, 2, 'exports/camden_evening.csv', 'aa5e43ecc6dc7f6237426635256e4108a33d91b78b3a5af7c290bffef65c026a', 428, '4-b15905cdfbed512582af6ead1fbc5ff2', 'standard', 4, 4, 0, 0, 0, 0, 0, 4, 6.000, 11.80, 0, '2021-08-25 09:01:00', '2021-08-25 17:04:00', 'loaded', NULL, NULL, NULL),
    (5, 2, 'exports/leeds_again.csv', 'dfde4cddd2c932a266f4aea19684360046eec365a432271dc8bcba839a645fbd', 880, '10-b5f127415504c35cb1965142cc23d183', 'standard', 10, 0, 10, 0, 0, 0, 0, 0, 0.000, 0.00, 0, NULL, NULL, 'undone', NULL, NULL, NULL),
    (6, 3, 'exports/york.csv', '995b2683929b31afc39e35c17dd9e2f415273d5477513b5beaa9afcdce402840', 134, '2-eb9eee218302e088e329bc77b4bc5e78', 'standard', 2, 2, 0, 0, 0, 0, 0, 2, 2.000, 4.90, 0, '2021-08-25 09:00:15', '2021-08-26 09:00:30', 'undone', NULL, NULL, NULL);
INSERT INTO etl.names (run_id, kind, written, meant) VALUES
    (4, 'branch', 'London Camden', 'Camden');
INSERT INTO etl.rejects (file_id, line, column_name, code, reason) VALUES
    (2, 11, 'total_price', 'R07', 'the total is not an amount such as 2.45');
INSERT INTO etl.renamed (kind, id, name) VALUES
    ('branch', 1, 'London Camden'),
    ('branch', 2, 'London Camden'),
    ('branch', 13, 'London Camden'),
    ('branch', 14, 'London Camden'),
    ('branch', 15, 'London Camden'),
    ('branch', 16, 'London Camden');
INSERT INTO etl.replaced_purchase_history (id, transaction_id, product_id, quantity, unit_price) VALUES
    (1, 1, 1, 1, 2.45),
    (2, 1, 2, 1, 2.75),
    (3, 2, 1, 1, 2.45),
    (4, 2, 2, 1, 2.75);
INSERT INTO etl.replaced_transactions (id, file_id, date_time, branch_id, payment_id, total_price, is_refund) VALUES
    (1, 1, '2021-08-25 09:01:00', 4, 1, 5.20, false),
    (2, 1, '2021-08-25 09:02:00', 4, 1, 5.20, false);
INSERT INTO etl.runs (id, started_at, finished_at, status, files_found, files_loaded, files_already_in, files_held, sales, items, rejects, takings, message, program, undone_at) VALUES
    (1, '2021-08-25 12:00:00', '2021-08-25 12:00:01', 'loaded', 3, 2, 0, 1, 12, 24.000, 1, 59.40, NULL, '0.1.0', NULL),
    (2, '2021-08-25 22:00:00', '2021-08-25 22:00:01', 'loaded', 5, 1, 3, 1, 4, 6.000, 0, 11.80, NULL, '0.1.0', NULL),
    (3, '2021-08-25 22:10:00', '2021-08-25 22:10:01', 'undone', 6, 1, 4, 1, 2, 2.000, 0, 4.90, NULL, '0.1.0', '2021-08-25 22:30:00'),
    (4, '2021-08-25 22:20:00', '2021-08-25 22:20:01', 'renamed', 0, 0, 0, 0, 0, 0.000, 0, 0.00, 'branch "London Camden" is "Camden"', '0.1.0', NULL);
INSERT INTO etl.schema_version (version, applied_at, program) VALUES
    (3, '2021-08-25 12:00:00', '0.1.0');
INSERT INTO etl.spans (file_id, branch_id, sales, items, takings, first_sale, last_sale) VALUES
    (1, 4, 2, 4.000, 10.40, '2021-08-25 09:01:00', '2021-08-25 09:02:00'),
    (2, 2, 10, 20.000, 49.00, '2021-08-25 10:00:00', '2021-08-25 10:09:00'),
    (4, 4, 4, 6.000, 11.80, '2021-08-25 09:01:00', '2021-08-25 17:04:00');
INSERT INTO branches (id, name) VALUES
    (2, 'Leeds'),
    (4, 'Camden');
INSERT INTO payments (id, method) VALUES
    (1, 'CASH'),
    (2, 'CARD');
INSERT INTO products (id, name, flavour, size_id) VALUES
    (1, 'Latte', NULL, 1),
    (2, 'Flavoured iced latte', 'Hazelnut', 2),
    (3, 'Glass of milk', NULL, NULL);
INSERT INTO purchase_history (id, transaction_id, product_id, quantity, unit_price) VALUES
    (5, 3, 1, 2, 2.45),
    (6, 4, 1, 2, 2.45),
    (7, 5, 1, 2, 2.45),
    (8, 6, 1, 2, 2.45),
    (9, 7, 1, 2, 2.45),
    (10, 8, 1, 2, 2.45),
    (11, 9, 1, 2, 2.45),
    (12, 10, 1, 2, 2.45),
    (13, 11, 1, 2, 2.45),
    (14, 12, 1, 2, 2.45),
    (15, 13, 1, 1, 2.45),
    (16, 13, 2, 1, 2.75),
    (17, 14, 1, 1, 2.45),
    (18, 14, 2, 1, 2.75),
    (19, 15, 3, 1, 0.70),
    (20, 16, 3, 1, 0.70);
INSERT INTO sizes (id, name) VALUES
    (1, 'Large'),
    (2, 'Regular');
INSERT INTO transactions (id, file_id, date_time, branch_id, payment_id, total_price, is_refund) VALUES
    (3, 2, '2021-08-25 10:00:00', 2, 1, 4.90, false),
    (4, 2, '2021-08-25 10:01:00', 2, 1, 4.90, false),
    (5, 2, '2021-08-25 10:02:00', 2, 1, 4.90, false),
    (6, 2, '2021-08-25 10:03:00', 2, 1, 4.90, false),
    (7, 2, '2021-08-25 10:04:00', 2, 1, 4.90, false),
    (8, 2, '2021-08-25 10:05:00', 2, 1, 4.90, false),
    (9, 2, '2021-08-25 10:06:00', 2, 1, 4.90, false),
    (10, 2, '2021-08-25 10:07:00', 2, 1, 4.90, false),
    (11, 2, '2021-08-25 10:08:00', 2, 1, 4.90, false),
    (12, 2, '2021-08-25 10:09:00', 2, 1, 4.90, false),
    (13, 4, '2021-08-25 09:01:00', 4, 1, 5.20, false),
    (14, 4, '2021-08-25 09:02:00', 4, 1, 5.20, false),
    (15, 4, '2021-08-25 17:03:00', 4, 2, 0.70, false),
    (16, 4, '2021-08-25 17:04:00', 4, 2, 0.70, false);
