-- The macro `payment_matches`: whether a payment is under the filters.
(getvariable('payments') IS NULL OR list_contains(getvariable('payments'), coalesce(payment, '(no payment)')))
