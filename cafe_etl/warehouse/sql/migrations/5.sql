-- Version 5: what was paid has a view, and replaced sales keep all that the till tells of them.
ALTER TABLE sale_payments ADD COLUMN method_written VARCHAR;
COMMENT ON COLUMN sale_payments.method_written IS 'The method without renames; null where it is called so';

CREATE VIEW paid AS
WITH part AS (
    SELECT transaction_id, payment_id, sum(amount) AS amount, NULL AS all_parts
    FROM sale_payments
    GROUP BY transaction_id, payment_id
    UNION ALL
    SELECT transaction_id, NULL, NULL, sum(amount) FROM sale_payments GROUP BY transaction_id
), bill AS (
    SELECT
        sale.id,
        sale.date_time,
        sale.branch_id,
        CASE WHEN part.transaction_id IS NULL THEN sale.payment_id ELSE part.payment_id END AS payment_id,
        sale.is_refund,
        part.transaction_id IS NULL OR part.amount IS NOT NULL AS is_told,
        coalesce(
            part.amount,
            sale.total_price
            + coalesce(detail.tax, 0)
            + coalesce(detail.tip, 0)
            + coalesce(detail.service_charge, 0)
            - coalesce(part.all_parts, 0)
        ) AS amount
    FROM transactions AS sale
    LEFT JOIN sale_details AS detail ON detail.transaction_id = sale.id
    LEFT JOIN part ON part.transaction_id = sale.id
)
SELECT
    bill.id AS sale_id,
    bill.date_time,
    branch.name AS branch,
    payment.method AS payment,
    CAST(bill.amount AS DECIMAL(18,2)) AS amount,
    bill.is_refund
FROM bill
JOIN branches AS branch ON branch.id = bill.branch_id
LEFT JOIN payments AS payment ON payment.id = bill.payment_id
WHERE bill.is_told OR bill.amount <> 0;
COMMENT ON VIEW paid IS 'One row per sale and method of payment.';
COMMENT ON COLUMN paid.sale_id IS 'transactions.id; a sale that was paid by several methods has several rows';
COMMENT ON COLUMN paid.date_time IS 'When it was rung up: the branch''s local time';
COMMENT ON COLUMN paid.branch IS 'The branch';
COMMENT ON COLUMN paid.payment IS 'The method of payment; null where the till does not tell it';
COMMENT ON COLUMN paid.amount IS 'What was paid: total, tax, tip and service charge; negative in a refund';
COMMENT ON COLUMN paid.is_refund IS 'Whether the sale gives money back';

CREATE TABLE etl.replaced_sale_payments (
    transaction_id BIGINT NOT NULL,
    payment_id INTEGER NOT NULL,
    amount DECIMAL(12,2) NOT NULL,
    method_written VARCHAR
);
COMMENT ON TABLE etl.replaced_sale_payments IS
    'One row per method of payment of a replaced sale that was paid by several.';
COMMENT ON COLUMN etl.replaced_sale_payments.transaction_id IS 'transactions.id';
COMMENT ON COLUMN etl.replaced_sale_payments.payment_id IS 'payments.id';
COMMENT ON COLUMN etl.replaced_sale_payments.amount IS 'What was paid by this method';
COMMENT ON COLUMN etl.replaced_sale_payments.method_written IS
    'The method without renames; null where it is called so';

CREATE TABLE etl.replaced_item_details (
    purchase_id BIGINT NOT NULL,
    discount DECIMAL(12,2),
    fraction DECIMAL(4,3)
);
COMMENT ON TABLE etl.replaced_item_details IS
    'One row per row of etl.replaced_purchase_history that cost less than its price, or that was sold by weight.';
COMMENT ON COLUMN etl.replaced_item_details.purchase_id IS 'purchase_history.id';
COMMENT ON COLUMN etl.replaced_item_details.discount IS
    'How much less it cost, for the whole quantity; null where nothing';
COMMENT ON COLUMN etl.replaced_item_details.fraction IS
    'What its quantity has beyond the whole number; null where nothing';

COMMENT ON TABLE etl.replaced_sale_details IS
    'One row per replaced sale of which the till tells more than the others do.';

CREATE TABLE etl.told_sales (
    id BIGINT NOT NULL,
    file_id INTEGER NOT NULL,
    sale_key UBIGINT NOT NULL,
    date_time TIMESTAMP NOT NULL,
    branch VARCHAR NOT NULL,
    payment VARCHAR,
    total_price DECIMAL(12,2),
    is_refund BOOLEAN NOT NULL,
    tax DECIMAL(12,2),
    tip DECIMAL(12,2),
    service_charge DECIMAL(12,2),
    sale_id BIGINT,
    is_made BOOLEAN NOT NULL,
    gave_payment BOOLEAN NOT NULL,
    gave_tax BOOLEAN NOT NULL,
    gave_tip BOOLEAN NOT NULL,
    gave_charge BOOLEAN NOT NULL
);
COMMENT ON TABLE etl.told_sales IS 'One row per sale that a file tells without its items.';
COMMENT ON COLUMN etl.told_sales.id IS 'Surrogate key';
COMMENT ON COLUMN etl.told_sales.file_id IS 'etl.files.id';
COMMENT ON COLUMN etl.told_sales.sale_key IS 'As sale_details.sale_key';
COMMENT ON COLUMN etl.told_sales.date_time IS 'When it was rung up: the branch''s local time';
COMMENT ON COLUMN etl.told_sales.branch IS 'The branch as the file spells it';
COMMENT ON COLUMN etl.told_sales.payment IS 'The method of payment as the file spells it; null where it is not told';
COMMENT ON COLUMN etl.told_sales.total_price IS
    'The till''s total, negative for a refund; null where payments alone are told';
COMMENT ON COLUMN etl.told_sales.is_refund IS 'Whether it gives money back';
COMMENT ON COLUMN etl.told_sales.tax IS 'Tax on top of the total; null where it is not told';
COMMENT ON COLUMN etl.told_sales.tip IS 'Tip on top of the total; null where it is not told';
COMMENT ON COLUMN etl.told_sales.service_charge IS 'Service charge on top of the total; null where it is not told';
COMMENT ON COLUMN etl.told_sales.sale_id IS 'transactions.id of the sale that it completed, or that was made of it';
COMMENT ON COLUMN etl.told_sales.is_made IS 'Whether that sale was made of it, because no file tells its items';
COMMENT ON COLUMN etl.told_sales.gave_payment IS
    'Whether the method of payment of the sale that it completed is from here';
COMMENT ON COLUMN etl.told_sales.gave_tax IS 'Whether its tax is';
COMMENT ON COLUMN etl.told_sales.gave_tip IS 'Whether its tip is';
COMMENT ON COLUMN etl.told_sales.gave_charge IS 'Whether its service charge is';

CREATE TABLE etl.told_payments (
    file_id INTEGER NOT NULL,
    sale_key UBIGINT NOT NULL,
    method VARCHAR NOT NULL,
    amount DECIMAL(12,2) NOT NULL
);
COMMENT ON TABLE etl.told_payments IS
    'One row per method of payment of a sale that a file tells without its items, and that was paid by several.';
COMMENT ON COLUMN etl.told_payments.file_id IS 'etl.files.id';
COMMENT ON COLUMN etl.told_payments.sale_key IS 'As sale_details.sale_key';
COMMENT ON COLUMN etl.told_payments.method IS 'The method as the file names it';
COMMENT ON COLUMN etl.told_payments.amount IS 'What was paid by this method';

CREATE TABLE etl.told_again (
    file_id INTEGER NOT NULL,
    first_id BIGINT NOT NULL,
    last_id BIGINT NOT NULL
);
COMMENT ON TABLE etl.told_again IS
    'One row per range of sales without items that a file tells in the same words as the files that told them before.';
COMMENT ON COLUMN etl.told_again.file_id IS 'etl.files.id';
COMMENT ON COLUMN etl.told_again.first_id IS 'The first etl.told_sales.id';
COMMENT ON COLUMN etl.told_again.last_id IS 'The last one';

CREATE TABLE etl.void_sales (
    file_id INTEGER NOT NULL,
    sale_key UBIGINT NOT NULL
);
COMMENT ON TABLE etl.void_sales IS 'One row per sale that a file calls void.';
COMMENT ON COLUMN etl.void_sales.file_id IS 'etl.files.id';
COMMENT ON COLUMN etl.void_sales.sale_key IS 'As sale_details.sale_key';

COMMENT ON COLUMN etl.files.code IS 'Why it was held: a code of docs/codes.md';
COMMENT ON COLUMN etl.branch_days.code IS 'Why they are held, a code of docs/codes.md; null where they are not';
COMMENT ON COLUMN etl.rejects.code IS 'Why: a code of docs/codes.md, never used for anything else';
