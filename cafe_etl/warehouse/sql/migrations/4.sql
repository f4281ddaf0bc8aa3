-- Version 4: what counts once is decided branch by branch and day by day, and who said a sale again is known.
CREATE TABLE etl.branch_days (
    file_id INTEGER NOT NULL,
    branch_id INTEGER NOT NULL,
    day DATE NOT NULL,
    till INTEGER NOT NULL,
    covers_from TIMESTAMP NOT NULL,
    covers_to TIMESTAMP NOT NULL,
    has_seconds BOOLEAN NOT NULL,
    told_sales BIGINT NOT NULL,
    told_takings DECIMAL(18,2) NOT NULL,
    sales BIGINT NOT NULL,
    items DECIMAL(18,3) NOT NULL,
    takings DECIMAL(18,2) NOT NULL,
    already_in BIGINT NOT NULL,
    held BIGINT NOT NULL,
    code VARCHAR,
    branch_written VARCHAR
);
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

INSERT INTO etl.branch_days (
    file_id,
    branch_id,
    day,
    till,
    covers_from,
    covers_to,
    has_seconds,
    told_sales,
    told_takings,
    sales,
    items,
    takings,
    already_in,
    held,
    code,
    branch_written
)
WITH sale AS (
    SELECT id, file_id, branch_id, date_time, total_price, true AS counts FROM transactions
    UNION ALL
    SELECT id, file_id, branch_id, date_time, total_price, false FROM etl.replaced_transactions
), item AS (
    SELECT transaction_id, quantity FROM purchase_history
    UNION ALL
    SELECT transaction_id, quantity FROM etl.replaced_purchase_history
), basket AS (
    SELECT transaction_id, sum(quantity) AS items FROM item GROUP BY transaction_id
), written AS (
    SELECT sale.file_id, sale.branch_id, CAST(sale.date_time AS DATE) AS day, any_value(was.name) AS name
    FROM sale
    JOIN etl.renamed AS was ON was.kind = 'branch' AND was.id = sale.id
    GROUP BY ALL
), told AS (
    SELECT
        sale.file_id,
        sale.branch_id,
        CAST(sale.date_time AS DATE) AS day,
        min(sale.date_time) AS covers_from,
        max(sale.date_time) AS covers_to,
        bool_or(bool_or(date_trunc('minute', sale.date_time) <> sale.date_time))
            OVER (PARTITION BY sale.file_id, sale.branch_id) AS has_seconds,
        count(*) AS told_sales,
        sum(sale.total_price) AS told_takings,
        count(*) FILTER (WHERE sale.counts) AS sales,
        coalesce(sum(basket.items) FILTER (WHERE sale.counts), 0) AS items,
        coalesce(sum(sale.total_price) FILTER (WHERE sale.counts), 0) AS takings
    FROM sale
    JOIN basket ON basket.transaction_id = sale.id
    GROUP BY sale.file_id, sale.branch_id, CAST(sale.date_time AS DATE)
)
SELECT
    told.file_id,
    told.branch_id,
    told.day,
    1,
    told.covers_from,
    told.covers_to,
    told.has_seconds,
    told.told_sales,
    told.told_takings,
    told.sales,
    told.items,
    told.takings,
    0,
    0,
    NULL,
    written.name
FROM told
LEFT JOIN written USING (file_id, branch_id, day)
ORDER BY told.file_id, told.branch_id, told.day;
DROP TABLE etl.spans;

CREATE TABLE etl.said_again (
    file_id INTEGER NOT NULL,
    first_id BIGINT NOT NULL,
    last_id BIGINT NOT NULL
);
COMMENT ON TABLE etl.said_again IS 'One row per range of sales that a file says too, and another one brought.';
COMMENT ON COLUMN etl.said_again.file_id IS 'etl.files.id';
COMMENT ON COLUMN etl.said_again.first_id IS 'transactions.id of the first';
COMMENT ON COLUMN etl.said_again.last_id IS 'transactions.id of the last';

CREATE TABLE etl.replaced_transactions_4 (
    id BIGINT NOT NULL,
    file_id INTEGER NOT NULL,
    date_time TIMESTAMP NOT NULL,
    branch_id INTEGER NOT NULL,
    payment_id INTEGER,
    total_price DECIMAL(12,2) NOT NULL,
    is_refund BOOLEAN NOT NULL,
    replaced_by INTEGER NOT NULL
);
INSERT INTO etl.replaced_transactions_4 (
    id, file_id, date_time, branch_id, payment_id, total_price, is_refund, replaced_by
)
SELECT
    sale.id,
    sale.file_id,
    sale.date_time,
    sale.branch_id,
    sale.payment_id,
    sale.total_price,
    sale.is_refund,
    file.replaced_by
FROM etl.replaced_transactions AS sale
JOIN etl.files AS file ON file.id = sale.file_id
ORDER BY sale.id;
DROP TABLE etl.replaced_transactions;
ALTER TABLE etl.replaced_transactions_4 RENAME TO replaced_transactions;
COMMENT ON TABLE etl.replaced_transactions IS 'One row per sale that a later file was believed not to have, kept so that undo can put it back.';
COMMENT ON COLUMN etl.replaced_transactions.id IS 'Surrogate key, from 1';
COMMENT ON COLUMN etl.replaced_transactions.file_id IS 'etl.files.id: the file that brought it';
COMMENT ON COLUMN etl.replaced_transactions.date_time IS 'When it was rung up: the branch''s local time';
COMMENT ON COLUMN etl.replaced_transactions.branch_id IS 'branches.id';
COMMENT ON COLUMN etl.replaced_transactions.payment_id IS 'payments.id; null where the till does not tell the method';
COMMENT ON COLUMN etl.replaced_transactions.total_price IS 'The till''s total: what its items cost after discounts, negative for a refund';
COMMENT ON COLUMN etl.replaced_transactions.is_refund IS 'Whether it gives money back';
COMMENT ON COLUMN etl.replaced_transactions.replaced_by IS 'etl.files.id of the file that was believed';
COMMENT ON TABLE etl.replaced_purchase_history IS 'One row per product and unit price in a replaced sale.';

ALTER TABLE etl.files DROP COLUMN replaced_by;
ALTER TABLE etl.files ADD COLUMN forgotten_at TIMESTAMP;
COMMENT ON TABLE etl.files IS 'One row per file that was loaded, found to say what is in already, or held.';
COMMENT ON COLUMN etl.files.forgotten_at IS 'When a person said that what is held of it is settled, in local time';

ALTER TABLE etl.rejects ADD COLUMN day DATE;
COMMENT ON COLUMN etl.rejects.day IS 'The day that it is of; null where that cannot be read or believed';

-- What was in already is looked at again: from here on it is known which sales it says.
UPDATE etl.files SET status = 'undone' WHERE status = 'already in';

-- The secret is made in migrations.py: DuckDB's random numbers can be guessed.
CREATE TABLE etl.secrets (
    name VARCHAR NOT NULL,
    secret BLOB NOT NULL
);
COMMENT ON TABLE etl.secrets IS 'One row per secret of this warehouse, which no command shows.';
COMMENT ON COLUMN etl.secrets.name IS 'What it is for: sale_key';
COMMENT ON COLUMN etl.secrets.secret IS '32 random bytes, made with the warehouse';

CREATE TABLE etl.replaced_sale_details (
    transaction_id BIGINT NOT NULL,
    sale_key UBIGINT,
    tax DECIMAL(12,2),
    tip DECIMAL(12,2),
    service_charge DECIMAL(12,2)
);
COMMENT ON TABLE etl.replaced_sale_details IS
    'One row per sale of a replaced file of which the till tells more than the others do.';
COMMENT ON COLUMN etl.replaced_sale_details.transaction_id IS 'transactions.id';
COMMENT ON COLUMN etl.replaced_sale_details.sale_key IS
    'Keyed hash of the till''s own number, never the number; null where it has none';
COMMENT ON COLUMN etl.replaced_sale_details.tax IS 'Tax on top of the total; null where the till tells none';
COMMENT ON COLUMN etl.replaced_sale_details.tip IS 'Tip on top of the total; null where the till tells none';
COMMENT ON COLUMN etl.replaced_sale_details.service_charge IS
    'Service charge on top of the total; null where the till tells none';
COMMENT ON COLUMN etl.files.header_lines IS 'Lines of titles, totals and notes, which can be no sale';
