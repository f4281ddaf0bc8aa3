-- What schema 1 was, when 0.1.0 was the newest: a warehouse of that time must still be brought up to date.
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
CREATE TABLE transactions (id BIGINT NOT NULL, date_time TIMESTAMP NOT NULL, branch_id INTEGER NOT NULL, payment_id INTEGER NOT NULL, total_price DECIMAL(12,2) NOT NULL);
COMMENT ON TABLE transactions IS 'One row per sale.';
COMMENT ON COLUMN transactions.id IS 'Surrogate key, from 1; the sales of one file have one unbroken range';
COMMENT ON COLUMN transactions.date_time IS 'When it was rung up: the branch''s local time';
COMMENT ON COLUMN transactions.branch_id IS 'branches.id';
COMMENT ON COLUMN transactions.payment_id IS 'payments.id';
COMMENT ON COLUMN transactions.total_price IS 'The till''s total: what was paid';
CREATE TABLE purchase_history (id BIGINT NOT NULL, transaction_id BIGINT NOT NULL, product_id INTEGER NOT NULL, quantity INTEGER NOT NULL, unit_price DECIMAL(12,2) NOT NULL);
COMMENT ON TABLE purchase_history IS 'One row per product and unit price in a sale.';
COMMENT ON COLUMN purchase_history.id IS 'Surrogate key, from 1';
COMMENT ON COLUMN purchase_history.transaction_id IS 'transactions.id';
COMMENT ON COLUMN purchase_history.product_id IS 'products.id';
COMMENT ON COLUMN purchase_history.quantity IS 'How many of it';
COMMENT ON COLUMN purchase_history.unit_price IS 'The price of one, on that day';
CREATE VIEW sales AS -- The view `sales`: what a person asks about.
-- Returns: one row per item of a sale.
SELECT
    sale.id AS sale_id,
    sale.date_time,
    branch.name AS branch,
    payment.method AS payment,
    product.name AS product,
    size.name AS size,
    product.flavour,
    item.quantity,
    item.unit_price,
    CAST(item.quantity * item.unit_price AS DECIMAL(18,2)) AS revenue
FROM purchase_history AS item
JOIN transactions AS sale ON sale.id = item.transaction_id
JOIN branches AS branch ON branch.id = sale.branch_id
JOIN payments AS payment ON payment.id = sale.payment_id
JOIN products AS product ON product.id = item.product_id
LEFT JOIN sizes AS size ON size.id = product.size_id
;
COMMENT ON VIEW sales IS 'One row per item of a sale, with everything known of it.';
COMMENT ON COLUMN sales.sale_id IS 'transactions.id; count(DISTINCT sale_id) counts sales';
COMMENT ON COLUMN sales.date_time IS 'When it was rung up: the branch''s local time';
COMMENT ON COLUMN sales.branch IS 'The branch';
COMMENT ON COLUMN sales.payment IS 'The method of payment';
COMMENT ON COLUMN sales.product IS 'What is sold, without size and flavour';
COMMENT ON COLUMN sales.size IS 'Small, Regular or Large; null where the till writes no size';
COMMENT ON COLUMN sales.flavour IS 'The flavour; null where there is none';
COMMENT ON COLUMN sales.quantity IS 'How many of it';
COMMENT ON COLUMN sales.unit_price IS 'The price of one, on that day';
COMMENT ON COLUMN sales.revenue IS 'quantity × unit_price';
CREATE TABLE etl.schema_version (version INTEGER NOT NULL, applied_at TIMESTAMP NOT NULL, program VARCHAR NOT NULL);
COMMENT ON TABLE etl.schema_version IS 'One row per migration that was applied.';
COMMENT ON COLUMN etl.schema_version.version IS 'The migration''s number';
COMMENT ON COLUMN etl.schema_version.applied_at IS 'When, in local time';
COMMENT ON COLUMN etl.schema_version.program IS 'The cafe-etl version that applied it';
CREATE TABLE etl.runs (id INTEGER NOT NULL, started_at TIMESTAMP NOT NULL, finished_at TIMESTAMP NOT NULL, status VARCHAR NOT NULL, files_found INTEGER NOT NULL, files_loaded INTEGER NOT NULL, files_already_in INTEGER NOT NULL, files_held INTEGER NOT NULL, sales BIGINT NOT NULL, items BIGINT NOT NULL, rejects BIGINT NOT NULL, takings DECIMAL(18,2) NOT NULL, message VARCHAR, program VARCHAR NOT NULL);
COMMENT ON TABLE etl.runs IS 'One row per execution of `cafe-etl ingest`, whatever happened.';
COMMENT ON COLUMN etl.runs.id IS 'The run''s number, from 1';
COMMENT ON COLUMN etl.runs.started_at IS 'Local time';
COMMENT ON COLUMN etl.runs.finished_at IS 'Local time';
COMMENT ON COLUMN etl.runs.status IS 'loaded, nothing new, held, failed or interrupted';
COMMENT ON COLUMN etl.runs.files_found IS 'Files that were looked at';
COMMENT ON COLUMN etl.runs.files_loaded IS 'Files whose sales were loaded';
COMMENT ON COLUMN etl.runs.files_already_in IS 'Files whose sales were in the warehouse before';
COMMENT ON COLUMN etl.runs.files_held IS 'Files that were held whole';
COMMENT ON COLUMN etl.runs.sales IS 'Sales loaded';
COMMENT ON COLUMN etl.runs.items IS 'Items loaded: the sum of their quantities';
COMMENT ON COLUMN etl.runs.rejects IS 'Lines held in files that were not held whole';
COMMENT ON COLUMN etl.runs.takings IS 'The sum of the loaded sales'' totals';
COMMENT ON COLUMN etl.runs.message IS 'What went wrong, in plain words';
COMMENT ON COLUMN etl.runs.program IS 'The cafe-etl version that ran';
CREATE TABLE etl.files (id INTEGER NOT NULL, run_id INTEGER NOT NULL, name VARCHAR NOT NULL, sha256 VARCHAR, fingerprint VARCHAR, layout VARCHAR, lines BIGINT NOT NULL, loaded BIGINT NOT NULL, already_in BIGINT NOT NULL, rejected BIGINT NOT NULL, header_lines BIGINT NOT NULL, blank_lines BIGINT NOT NULL, items BIGINT NOT NULL, takings DECIMAL(18,2) NOT NULL, mismatches BIGINT NOT NULL, first_sale TIMESTAMP, last_sale TIMESTAMP, first_transaction_id BIGINT, last_transaction_id BIGINT, first_purchase_id BIGINT, last_purchase_id BIGINT, status VARCHAR NOT NULL, code VARCHAR, reason VARCHAR);
COMMENT ON TABLE etl.files IS 'One row per file that was loaded, found to hold a loaded file''s sales, or held.';
COMMENT ON COLUMN etl.files.id IS 'Surrogate key, from 1';
COMMENT ON COLUMN etl.files.run_id IS 'etl.runs.id';
COMMENT ON COLUMN etl.files.name IS 'The path as it was found';
COMMENT ON COLUMN etl.files.sha256 IS 'Of the bytes; null where they could not be read';
COMMENT ON COLUMN etl.files.fingerprint IS 'Of the normalised sales, whatever their order; null where none was read';
COMMENT ON COLUMN etl.files.layout IS 'The layout found from its content';
COMMENT ON COLUMN etl.files.lines IS 'Physical lines = loaded + already_in + rejected + header_lines + blank_lines';
COMMENT ON COLUMN etl.files.loaded IS 'Lines loaded: one sale each';
COMMENT ON COLUMN etl.files.already_in IS 'Lines whose sales a loaded file had brought before';
COMMENT ON COLUMN etl.files.rejected IS 'Lines held; all but header and blank ones where the file is held whole';
COMMENT ON COLUMN etl.files.header_lines IS 'Lines of column titles';
COMMENT ON COLUMN etl.files.blank_lines IS 'Lines with nothing but blanks';
COMMENT ON COLUMN etl.files.items IS 'Items loaded: the sum of their quantities';
COMMENT ON COLUMN etl.files.takings IS 'The sum of the loaded sales'' totals';
COMMENT ON COLUMN etl.files.mismatches IS 'Loaded sales whose total differs from the sum of their items';
COMMENT ON COLUMN etl.files.first_sale IS 'The earliest loaded sale';
COMMENT ON COLUMN etl.files.last_sale IS 'The latest loaded sale';
COMMENT ON COLUMN etl.files.first_transaction_id IS 'The range of transactions.id that is this file''s: from';
COMMENT ON COLUMN etl.files.last_transaction_id IS '… to';
COMMENT ON COLUMN etl.files.first_purchase_id IS 'The range of purchase_history.id that is this file''s: from';
COMMENT ON COLUMN etl.files.last_purchase_id IS '… to';
COMMENT ON COLUMN etl.files.status IS 'loaded, already in or held';
COMMENT ON COLUMN etl.files.code IS 'Why it was held: a code of the README''s list';
COMMENT ON COLUMN etl.files.reason IS 'The same in plain words';
CREATE TABLE etl.spans (file_id INTEGER NOT NULL, branch_id INTEGER NOT NULL, sales BIGINT NOT NULL, items BIGINT NOT NULL, takings DECIMAL(18,2) NOT NULL, first_sale TIMESTAMP NOT NULL, last_sale TIMESTAMP NOT NULL);
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
