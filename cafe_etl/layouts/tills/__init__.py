"""The layouts of tills that name their columns, one file a till."""

from cafe_etl.layouts.tills.loyverse_receipts import LOYVERSE_RECEIPTS
from cafe_etl.layouts.tills.mobilepay import MOBILEPAY
from cafe_etl.layouts.tills.square import SQUARE_ITEMS
from cafe_etl.layouts.tills.square_transactions import SQUARE_TRANSACTIONS
from cafe_etl.layouts.tills.toast_orders import TOAST_ORDERS

TILLS = (SQUARE_ITEMS, SQUARE_TRANSACTIONS, LOYVERSE_RECEIPTS, TOAST_ORDERS, MOBILEPAY)
"""In the order in which they are tried; the one with most of its columns in a header is taken."""
