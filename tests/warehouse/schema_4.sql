-- What schema 4 was, and in it what some runs brought: a file with a held line, one of which a later file replaced a sale,
-- one whose sales were in already, one that was held, two of a till that numbers its sales, one that was undone; and a
-- branch was renamed. No version with it was released, but a warehouse of that time must still be brought up to date.
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
CREATE TABLE etl.files (id INTEGER NOT NULL, run_id INTEGER NOT NULL, name VARCHAR NOT NULL, sha256 VARCHAR, size BIGINT, fingerprint VARCHAR, layout VARCHAR, lines BIGINT NOT NULL, lines_loaded BIGINT NOT NULL, lines_already_in BIGINT NOT NULL, lines_left_out BIGINT NOT NULL, lines_held BIGINT NOT NULL, header_lines BIGINT NOT NULL, blank_lines BIGINT NOT NULL, sales BIGINT NOT NULL, items DECIMAL(18,3) NOT NULL, takings DECIMAL(18,2) NOT NULL, mismatches BIGINT NOT NULL, first_sale TIMESTAMP, last_sale TIMESTAMP, status VARCHAR NOT NULL, code VARCHAR, reason VARCHAR, forgotten_at TIMESTAMP);
COMMENT ON TABLE etl.files IS 'One row per file that was loaded, found to say what is in already, or held.';
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
COMMENT ON COLUMN etl.files.header_lines IS 'Lines of titles, totals and notes, which can be no sale';
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
COMMENT ON COLUMN etl.files.forgotten_at IS 'When a person said that what is held of it is settled, in local time';
CREATE TABLE etl.branch_days (file_id INTEGER NOT NULL, branch_id INTEGER NOT NULL, day DATE NOT NULL, till INTEGER NOT NULL, covers_from TIMESTAMP NOT NULL, covers_to TIMESTAMP NOT NULL, has_seconds BOOLEAN NOT NULL, told_sales BIGINT NOT NULL, told_takings DECIMAL(18,2) NOT NULL, sales BIGINT NOT NULL, items DECIMAL(18,3) NOT NULL, takings DECIMAL(18,2) NOT NULL, already_in BIGINT NOT NULL, held BIGINT NOT NULL, code VARCHAR, branch_written VARCHAR);
COMMENT ON TABLE etl.branch_days IS 'One row per file, branch and day of which the file says something that counts or is held.';
COMMENT ON COLUMN etl.branch_days.file_id IS 'etl.files.id';
COMMENT ON COLUMN etl.branch_days.branch_id IS 'branches.id';
COMMENT ON COLUMN etl.branch_days.day IS 'The day';
COMMENT ON COLUMN etl.branch_days.till IS 'From 1; above that of a till that exports beside another one';
COMMENT ON COLUMN etl.branch_days.covers_from IS 'The first moment of that day in the file, held lines too';
COMMENT ON COLUMN etl.branch_days.covers_to IS 'The last moment';
COMMENT ON COLUMN etl.branch_days.has_seconds IS 'Whether any sale of that branch in the file has seconds';
COMMENT ON COLUMN etl.branch_days.told_sales IS 'Sales of that day in the file';
COMMENT ON COLUMN etl.branch_days.told_takings IS 'What they come to';
COMMENT ON COLUMN etl.branch_days.sales IS 'Sales in the tables because of it';
COMMENT ON COLUMN etl.branch_days.items IS 'The sum of their quantities';
COMMENT ON COLUMN etl.branch_days.takings IS 'What they come to';
COMMENT ON COLUMN etl.branch_days.already_in IS 'Sales that others had brought before';
COMMENT ON COLUMN etl.branch_days.held IS 'Sales that are held because of the code';
COMMENT ON COLUMN etl.branch_days.code IS 'Why they are held, a code of the README''s list; null where they are not';
COMMENT ON COLUMN etl.branch_days.branch_written IS 'The branch without renames; null where it is called so';
CREATE TABLE etl.said_again (file_id INTEGER NOT NULL, first_id BIGINT NOT NULL, last_id BIGINT NOT NULL);
COMMENT ON TABLE etl.said_again IS 'One row per range of sales that a file says too, and another one brought.';
COMMENT ON COLUMN etl.said_again.file_id IS 'etl.files.id';
COMMENT ON COLUMN etl.said_again.first_id IS 'transactions.id of the first';
COMMENT ON COLUMN etl.said_again.last_id IS 'transactions.id of the last';
CREATE TABLE etl.rejects (file_id INTEGER NOT NULL, line BIGINT NOT NULL, column_name VARCHAR NOT NULL, code VARCHAR NOT NULL, reason VARCHAR NOT NULL, day DATE);
COMMENT ON TABLE etl.rejects IS 'One row per line that was held.';
COMMENT ON COLUMN etl.rejects.file_id IS 'etl.files.id';
COMMENT ON COLUMN etl.rejects.line IS 'Its number in the file, from 1';
COMMENT ON COLUMN etl.rejects.column_name IS 'The column the reason is about';
COMMENT ON COLUMN etl.rejects.code IS 'Why: a code of the README''s list, never used for anything else';
COMMENT ON COLUMN etl.rejects.reason IS 'The same in plain words; never the value';
COMMENT ON COLUMN etl.rejects.day IS 'The day that it is of; null where that cannot be read or believed';
CREATE TABLE etl.replaced_transactions (id BIGINT NOT NULL, file_id INTEGER NOT NULL, date_time TIMESTAMP NOT NULL, branch_id INTEGER NOT NULL, payment_id INTEGER, total_price DECIMAL(12,2) NOT NULL, is_refund BOOLEAN NOT NULL, replaced_by INTEGER NOT NULL);
COMMENT ON TABLE etl.replaced_transactions IS 'One row per sale that a later file was believed not to have, kept so that undo can put it back.';
COMMENT ON COLUMN etl.replaced_transactions.id IS 'Surrogate key, from 1';
COMMENT ON COLUMN etl.replaced_transactions.file_id IS 'etl.files.id: the file that brought it';
COMMENT ON COLUMN etl.replaced_transactions.date_time IS 'When it was rung up: the branch''s local time';
COMMENT ON COLUMN etl.replaced_transactions.branch_id IS 'branches.id';
COMMENT ON COLUMN etl.replaced_transactions.payment_id IS 'payments.id; null where the till does not tell the method';
COMMENT ON COLUMN etl.replaced_transactions.total_price IS 'The till''s total: what its items cost after discounts, negative for a refund';
COMMENT ON COLUMN etl.replaced_transactions.is_refund IS 'Whether it gives money back';
COMMENT ON COLUMN etl.replaced_transactions.replaced_by IS 'etl.files.id of the file that was believed';
CREATE TABLE etl.replaced_purchase_history (id BIGINT NOT NULL, transaction_id BIGINT NOT NULL, product_id INTEGER NOT NULL, quantity INTEGER NOT NULL, unit_price DECIMAL(12,2) NOT NULL);
COMMENT ON TABLE etl.replaced_purchase_history IS 'One row per product and unit price in a replaced sale.';
COMMENT ON COLUMN etl.replaced_purchase_history.id IS 'Surrogate key, from 1';
COMMENT ON COLUMN etl.replaced_purchase_history.transaction_id IS 'transactions.id';
COMMENT ON COLUMN etl.replaced_purchase_history.product_id IS 'products.id';
COMMENT ON COLUMN etl.replaced_purchase_history.quantity IS 'How many of it, of a weight the whole number; negative in a refund';
COMMENT ON COLUMN etl.replaced_purchase_history.unit_price IS 'The price of one, on that day';
CREATE TABLE etl.replaced_sale_details (transaction_id BIGINT NOT NULL, sale_key UBIGINT, tax DECIMAL(12,2), tip DECIMAL(12,2), service_charge DECIMAL(12,2));
COMMENT ON TABLE etl.replaced_sale_details IS 'One row per sale of a replaced file of which the till tells more than the others do.';
COMMENT ON COLUMN etl.replaced_sale_details.transaction_id IS 'transactions.id';
COMMENT ON COLUMN etl.replaced_sale_details.sale_key IS 'Keyed hash of the till''s own number, never the number; null where it has none';
COMMENT ON COLUMN etl.replaced_sale_details.tax IS 'Tax on top of the total; null where the till tells none';
COMMENT ON COLUMN etl.replaced_sale_details.tip IS 'Tip on top of the total; null where the till tells none';
COMMENT ON COLUMN etl.replaced_sale_details.service_charge IS 'Service charge on top of the total; null where the till tells none';
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
CREATE TABLE etl.secrets (name VARCHAR NOT NULL, secret BLOB NOT NULL);
COMMENT ON TABLE etl.secrets IS 'One row per secret of this warehouse, which no command shows.';
COMMENT ON COLUMN etl.secrets.name IS 'What it is for: sale_key';
COMMENT ON COLUMN etl.secrets.secret IS '32 random bytes, made with the warehouse';
CREATE TABLE etl.contents (name VARCHAR NOT NULL, row_count BIGINT NOT NULL, highest_id BIGINT, fingerprint UBIGINT, engine VARCHAR NOT NULL);
COMMENT ON TABLE etl.contents IS 'One row per table, as it was when the warehouse was last written.';
COMMENT ON COLUMN etl.contents.name IS 'The table';
COMMENT ON COLUMN etl.contents.row_count IS 'How many rows it has';
COMMENT ON COLUMN etl.contents.highest_id IS 'The highest id that was ever used; null where rows have none';
COMMENT ON COLUMN etl.contents.fingerprint IS 'bit_xor(hash(row)) of all rows; null until it is computed anew';
COMMENT ON COLUMN etl.contents.engine IS 'The DuckDB version that computed it: another may hash otherwise';
INSERT INTO etl.branch_days (file_id, branch_id, day, till, covers_from, covers_to, has_seconds, told_sales, told_takings, sales, items, takings, already_in, held, code, branch_written) VALUES
    (1, 5, '2021-08-25', 1, '2021-08-25 09:01:00', '2021-08-25 09:03:00', false, 3, 15.60, 2, 4.000, 10.40, 0, 0, NULL, 'London Camden'),
    (2, 2, '2021-08-25', 1, '2021-08-25 10:00:00', '2021-08-25 10:09:00', false, 4, 19.60, 4, 8.000, 19.60, 0, 0, NULL, NULL),
    (4, 5, '2021-08-25', 1, '2021-08-25 09:01:00', '2021-08-25 09:03:00', false, 3, 11.10, 1, 1.000, 0.70, 2, 0, NULL, 'London Camden'),
    (5, 2, '2021-08-25', 1, '2021-08-25 10:00:00', '2021-08-25 10:01:00', false, 2, 9.80, 0, 0.000, 0.00, 2, 0, NULL, NULL),
    (6, 3, '2021-08-26', 1, '2021-08-26 09:01:00', '2021-08-26 09:03:00', false, 3, 2.10, 2, 2.000, 1.40, 0, 0, NULL, NULL),
    (7, 3, '2021-08-26', 1, '2021-08-26 09:02:00', '2021-08-26 09:04:00', false, 3, 2.10, 2, 2.000, 1.40, 1, 0, NULL, NULL);
INSERT INTO etl.contents (name, row_count, highest_id, fingerprint, engine) VALUES
    ('branches', 3, 5, 233595264061705314, '2.0.0'),
    ('etl.branch_days', 6, NULL, 5927307065796089022, '2.0.0'),
    ('etl.files', 8, 8, 16298538070406532723, '2.0.0'),
    ('etl.names', 1, NULL, 12572041363970748835, '2.0.0'),
    ('etl.rejects', 1, NULL, 15892062580881001419, '2.0.0'),
    ('etl.renamed', 4, NULL, 18071799489992365885, '2.0.0'),
    ('etl.replaced_purchase_history', 3, NULL, 3539083488144023828, '2.0.0'),
    ('etl.replaced_sale_details', 1, NULL, 8534877491135475061, '2.0.0'),
    ('etl.replaced_transactions', 2, NULL, 9026031833957962777, '2.0.0'),
    ('etl.runs', 6, 6, 16950145332478645285, '2.0.0'),
    ('etl.said_again', 4, NULL, 14079523948147316969, '2.0.0'),
    ('etl.schema_version', 1, NULL, 16481286667691240839, '2.0.0'),
    ('etl.secrets', 1, NULL, 17632392265199482751, '2.0.0'),
    ('item_details', 0, NULL, 0, '2.0.0'),
    ('payments', 2, 2, 11651702974903155335, '2.0.0'),
    ('products', 3, 3, 7089273690322105285, '2.0.0'),
    ('purchase_history', 13, 20, 10742929808237870889, '2.0.0'),
    ('sale_details', 4, NULL, 5723755435806107528, '2.0.0'),
    ('sale_payments', 0, NULL, 0, '2.0.0'),
    ('sizes', 2, 2, 6056947795895523687, '2.0.0'),
    ('transactions', 11, 16, 13986123947838305545, '2.0.0');
INSERT INTO etl.files (id, run_id, name, sha256, size, fingerprint, layout, lines, lines_loaded, lines_already_in, lines_left_out, lines_held, header_lines, blank_lines, sales, items, takings, mismatches, first_sale, last_sale, status, code, reason, forgotten_at) VALUES
    (1, 1, 'exports/camden.csv', '039294caa795fdcc76600978470af6d59353deb703fae08f4bb5d56e8719d89f', 369, '3-f884d70e3cd5a06a87f12dc08480d846', 'standard', 3, 3, 0, 0, 0, 0, 0, 2, 4.000, 10.40, 0, '2021-08-25 09:01:00', '2021-08-25 09:03:00', 'loaded', NULL, NULL, NULL),
    (2, 1, 'exports/leeds.csv', '6634b430965d8868d3e4987a3b58860f8a13ca0a94a4fd957150c298de977f62', 410, '4-71716e40f59f3998c8e2822f662e5226', 'standard', 5, 4, 0, 0, 1, 0, 0, 4, 8.000, 19.60, 0, '2021-08-25 10:00:00', '2021-08-25 10:03:00', 'loaded', NULL, NULL, NULL),
    (3, 1, 'exports/menu.csv', 'b53a55383d2f1f040ab010606d7911907f1a17f979f1d475fb4ac226243135e5', 7, NULL, NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0.000, 0.00, 0, NULL, NULL, 'held', 'F04', 'it is HTML or XML, not a CSV file', NULL),
    (4, 2, 'exports/camden_corrected.csv', '431e0f4aad6371db8ec070b4169bd95fcab2f1e8457a4943d92dc76990b04ccd', 321, '3-9edb0af325ecc2c0716fd15f3fd3e077', 'standard', 3, 1, 2, 0, 0, 0, 0, 1, 1.000, 0.70, 0, '2021-08-25 09:02:00', '2021-08-25 09:02:00', 'loaded', NULL, NULL, NULL),
    (5, 2, 'exports/leeds_again.csv', 'c09e7add66c41182db13764fb5ed44c82a17da06dad623b73e60f2afd403e912', 174, '2-79207c039565766a68eec99ccbc0a086', 'standard', 2, 0, 2, 0, 0, 0, 0, 0, 0.000, 0.00, 0, NULL, NULL, 'already in', NULL, NULL, NULL),
    (6, 3, 'exports/hull.csv', 'd713dac4444dc174f2d4c357f9da5f62fcd4773f687fb63e342284c99f8748dd', 210, '3-66bb3febef21e7deb8dca47e9378503f', 'numbered', 3, 3, 0, 0, 0, 0, 0, 2, 2.000, 1.40, 0, '2021-08-26 09:01:00', '2021-08-26 09:03:00', 'loaded', NULL, NULL, NULL),
    (7, 4, 'exports/hull_later.csv', '979f81ac355b3c28f9b7517636851a1856b5742b81b328e107365cec1689df10', 210, '3-c191e54f0f7a626901cf95b7c50b3786', 'numbered', 3, 2, 1, 0, 0, 0, 0, 2, 2.000, 1.40, 0, '2021-08-26 09:02:00', '2021-08-26 09:04:00', 'loaded', NULL, NULL, NULL),
    (8, 5, 'exports/york.csv', '8b17aa80ed18406cd2f88315d815d854c385a858cc100fe1ed7ee0ee695fcd1f', 64, '1-f2882b73fe1f37ffc95ba67f9cab84e1', 'standard', 1, 1, 0, 0, 0, 0, 0, 1, 1.000, 2.45, 0, '2021-08-26 09:00:00', '2021-08-26 09:00:00', 'undone', NULL, NULL, NULL);
INSERT INTO etl.names (run_id, kind, written, meant) VALUES
    (6, 'branch', 'London Camden', 'Camden');
INSERT INTO etl.rejects (file_id, line, column_name, code, reason, day) VALUES
    (2, 5, 'total_price', 'R07', 'the total is not an amount such as 2.45', '2021-08-25');
INSERT INTO etl.renamed (kind, id, name) VALUES
    ('branch', 1, 'London Camden'),
    ('branch', 2, 'London Camden'),
    ('branch', 3, 'London Camden'),
    ('branch', 9, 'London Camden');
INSERT INTO etl.replaced_purchase_history (id, transaction_id, product_id, quantity, unit_price) VALUES
    (3, 2, 1, 1, 2.45),
    (4, 2, 2, 1, 2.75),
    (15, 11, 3, 1, 0.70);
INSERT INTO etl.replaced_sale_details (transaction_id, sale_key, tax, tip, service_charge) VALUES
    (11, 7342642989150311773, NULL, NULL, NULL);
INSERT INTO etl.replaced_transactions (id, file_id, date_time, branch_id, payment_id, total_price, is_refund, replaced_by) VALUES
    (2, 1, '2021-08-25 09:02:00', 5, 1, 5.20, false, 4),
    (11, 6, '2021-08-26 09:02:00', 3, 1, 0.70, false, 7);
INSERT INTO etl.runs (id, started_at, finished_at, status, files_found, files_loaded, files_already_in, files_held, sales, items, rejects, takings, message, program, undone_at) VALUES
    (1, '2021-08-27 12:00:00', '2021-08-27 12:00:00', 'loaded', 3, 2, 0, 1, 7, 14.000, 1, 35.20, NULL, '0.1.0', NULL),
    (2, '2021-08-27 12:00:00', '2021-08-27 12:00:00', 'loaded', 2, 1, 1, 0, 1, 1.000, 0, 0.70, NULL, '0.1.0', NULL),
    (3, '2021-08-27 12:00:00', '2021-08-27 12:00:00', 'loaded', 1, 1, 0, 0, 3, 3.000, 0, 2.10, NULL, '0.1.0', NULL),
    (4, '2021-08-27 12:00:00', '2021-08-27 12:00:00', 'loaded', 1, 1, 0, 0, 2, 2.000, 0, 1.40, NULL, '0.1.0', NULL),
    (5, '2021-08-27 12:00:00', '2021-08-27 12:00:00', 'undone', 1, 1, 0, 0, 1, 1.000, 0, 2.45, NULL, '0.1.0', '2021-08-27 12:00:00'),
    (6, '2021-08-27 12:00:00', '2021-08-27 12:00:00', 'renamed', 0, 0, 0, 0, 0, 0.000, 0, 0.00, 'branch "London Camden" is "Camden"', '0.1.0', NULL);
INSERT INTO etl.said_again (file_id, first_id, last_id) VALUES
    (4, 1, 1),
    (4, 3, 3),
    (5, 4, 5),
    (7, 12, 12);
INSERT INTO etl.schema_version (version, applied_at, program) VALUES
    (4, '2021-08-27 12:00:00', '0.1.0');
INSERT INTO etl.secrets (name, secret) VALUES
    ('sale_key', '\x24\xC0\xE3\x5D\xED\xB1\x6E\xDE\xE6\x23\x09\xCA\x64\x7B\x8E\x06\x46\x8A\xA4\x26\xA8\x22\xB1\xAA\x78\x87\xEE\xDB\xB2\xC1\xCC\xE7'::BLOB);
INSERT INTO branches (id, name) VALUES
    (2, 'Leeds'),
    (3, 'Hull'),
    (5, 'Camden');
INSERT INTO payments (id, method) VALUES
    (1, 'CASH'),
    (2, 'CARD');
INSERT INTO products (id, name, flavour, size_id) VALUES
    (1, 'Latte', NULL, 1),
    (2, 'Flavoured iced latte', 'Hazelnut', 2),
    (3, 'Glass of milk', NULL, NULL);
INSERT INTO purchase_history (id, transaction_id, product_id, quantity, unit_price) VALUES
    (1, 1, 1, 1, 2.45),
    (2, 1, 2, 1, 2.75),
    (5, 3, 1, 1, 2.45),
    (6, 3, 2, 1, 2.75),
    (7, 4, 1, 2, 2.45),
    (8, 5, 1, 2, 2.45),
    (9, 6, 1, 2, 2.45),
    (10, 7, 1, 2, 2.45),
    (13, 9, 3, 1, 0.70),
    (14, 10, 3, 1, 0.70),
    (16, 12, 3, 1, 0.70),
    (17, 13, 3, 1, 0.70),
    (19, 15, 3, 1, 0.70);
INSERT INTO sale_details (transaction_id, sale_key, tax, tip, service_charge) VALUES
    (10, 5899713803315624966, NULL, NULL, NULL),
    (12, 17690998750207237049, NULL, NULL, NULL),
    (13, 7342642989150311773, NULL, NULL, NULL),
    (15, 16583210217104461615, NULL, NULL, NULL);
INSERT INTO sizes (id, name) VALUES
    (1, 'Large'),
    (2, 'Regular');
INSERT INTO transactions (id, file_id, date_time, branch_id, payment_id, total_price, is_refund) VALUES
    (1, 1, '2021-08-25 09:01:00', 5, 1, 5.20, false),
    (3, 1, '2021-08-25 09:03:00', 5, 1, 5.20, false),
    (4, 2, '2021-08-25 10:00:00', 2, 1, 4.90, false),
    (5, 2, '2021-08-25 10:01:00', 2, 1, 4.90, false),
    (6, 2, '2021-08-25 10:02:00', 2, 1, 4.90, false),
    (7, 2, '2021-08-25 10:03:00', 2, 1, 4.90, false),
    (9, 4, '2021-08-25 09:02:00', 5, 2, 0.70, false),
    (10, 6, '2021-08-26 09:01:00', 3, 1, 0.70, false),
    (12, 6, '2021-08-26 09:03:00', 3, 1, 0.70, false),
    (13, 7, '2021-08-26 09:02:00', 3, 2, 0.70, false),
    (15, 7, '2021-08-26 09:04:00', 3, 1, 0.70, false);
