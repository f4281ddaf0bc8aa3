"""The layouts of tills that name their columns, one file a till."""

from cafe_etl.layouts.tills.clover import CLOVER_ITEMS
from cafe_etl.layouts.tills.data_sets import DATA_SETS
from cafe_etl.layouts.tills.loyverse import LOYVERSE_ITEMS, LOYVERSE_ITEMS_SPANISH
from cafe_etl.layouts.tills.loyverse_receipts import LOYVERSE_RECEIPTS
from cafe_etl.layouts.tills.mobilepay import MOBILEPAY
from cafe_etl.layouts.tills.shopify import SHOPIFY_ORDERS
from cafe_etl.layouts.tills.square import SQUARE_ITEMS
from cafe_etl.layouts.tills.square_transactions import SQUARE_TRANSACTIONS
from cafe_etl.layouts.tills.sumup import SUMUP_ENGLISH, SUMUP_GERMAN
from cafe_etl.layouts.tills.toast import TOAST_ITEMS
from cafe_etl.layouts.tills.toast_orders import TOAST_ORDERS
from cafe_etl.layouts.tills.toast_payments import TOAST_PAYMENTS
from cafe_etl.layouts.tills.zettle import ZETTLE_DANISH, ZETTLE_ENGLISH, ZETTLE_SWEDISH
from cafe_etl.layouts.tills.zettle_receipts import ZETTLE_RECEIPTS

TILLS = (
    SQUARE_ITEMS,
    SQUARE_TRANSACTIONS,
    LOYVERSE_ITEMS,
    LOYVERSE_ITEMS_SPANISH,
    LOYVERSE_RECEIPTS,
    TOAST_ITEMS,
    TOAST_ORDERS,
    TOAST_PAYMENTS,
    ZETTLE_SWEDISH,
    ZETTLE_DANISH,
    ZETTLE_ENGLISH,
    ZETTLE_RECEIPTS,
    SUMUP_GERMAN,
    SUMUP_ENGLISH,
    SHOPIFY_ORDERS,
    CLOVER_ITEMS,
    MOBILEPAY,
    *DATA_SETS,
)
"""In the order in which they are tried; the one with most of its columns in a header is taken."""
