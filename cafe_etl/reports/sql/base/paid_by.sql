-- The macro `paid_by`: how a sale was paid, '(several)' where it was by several methods; null where the till tells none.
(CASE WHEN method IS NULL AND sale_id IN (SELECT transaction_id FROM sale_payments) THEN '(several)' ELSE method END)
