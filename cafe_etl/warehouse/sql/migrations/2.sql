-- Version 2: fuller exports replace, runs are undone, contents have fingerprints.
ALTER TABLE etl.runs ADD COLUMN undone_at TIMESTAMP;
COMMENT ON COLUMN etl.runs.undone_at IS 'When it was undone, in local time';
COMMENT ON COLUMN etl.runs.status IS 'loaded, nothing new, held, failed, interrupted or undone';
ALTER TABLE etl.files ADD COLUMN replaced_by INTEGER;
COMMENT ON COLUMN etl.files.replaced_by IS 'etl.files.id of the fuller export that took its place';
COMMENT ON COLUMN etl.files.status IS 'loaded, already in, held, replaced or undone';

CREATE TABLE etl.replaced_transactions (
    id BIGINT NOT NULL,
    date_time TIMESTAMP NOT NULL,
    branch_id INTEGER NOT NULL,
    payment_id INTEGER NOT NULL,
    total_price DECIMAL(12,2) NOT NULL
);
COMMENT ON TABLE etl.replaced_transactions IS
    'One row per sale of a replaced file, kept so that undo can put it back.';
COMMENT ON COLUMN etl.replaced_transactions.id IS
    'Surrogate key, from 1; the sales of one file have one unbroken range';
COMMENT ON COLUMN etl.replaced_transactions.date_time IS 'When it was rung up: the branch''s local time';
COMMENT ON COLUMN etl.replaced_transactions.branch_id IS 'branches.id';
COMMENT ON COLUMN etl.replaced_transactions.payment_id IS 'payments.id';
COMMENT ON COLUMN etl.replaced_transactions.total_price IS 'The till''s total: what was paid';

CREATE TABLE etl.replaced_purchase_history (
    id BIGINT NOT NULL,
    transaction_id BIGINT NOT NULL,
    product_id INTEGER NOT NULL,
    quantity INTEGER NOT NULL,
    unit_price DECIMAL(12,2) NOT NULL
);
COMMENT ON TABLE etl.replaced_purchase_history IS
    'One row per product and unit price in a sale of a replaced file.';
COMMENT ON COLUMN etl.replaced_purchase_history.id IS 'Surrogate key, from 1';
COMMENT ON COLUMN etl.replaced_purchase_history.transaction_id IS 'transactions.id';
COMMENT ON COLUMN etl.replaced_purchase_history.product_id IS 'products.id';
COMMENT ON COLUMN etl.replaced_purchase_history.quantity IS 'How many of it';
COMMENT ON COLUMN etl.replaced_purchase_history.unit_price IS 'The price of one, on that day';

CREATE TABLE etl.contents (
    name VARCHAR NOT NULL,
    row_count BIGINT NOT NULL,
    highest_id BIGINT,
    fingerprint UBIGINT,
    engine VARCHAR NOT NULL
);
COMMENT ON TABLE etl.contents IS 'One row per table, as it was when the warehouse was last written.';
COMMENT ON COLUMN etl.contents.name IS 'The table';
COMMENT ON COLUMN etl.contents.row_count IS 'How many rows it has';
COMMENT ON COLUMN etl.contents.highest_id IS 'The highest id that was ever used; null where rows have none';
COMMENT ON COLUMN etl.contents.fingerprint IS 'bit_xor(hash(row)) of all rows; null until it is computed anew';
COMMENT ON COLUMN etl.contents.engine IS 'The DuckDB version that computed it: another may hash otherwise';
