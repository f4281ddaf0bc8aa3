-- Append what is told of items beside quantity and price; their ids are the warehouse's already.
INSERT INTO item_details (purchase_id, discount, fraction)
SELECT purchase_id, discount, fraction
FROM staged_item_details;
