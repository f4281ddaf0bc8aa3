"""Public data sets of cafés and bakeries: what people try first. None of them changes, so some are known by all titles.

Maven Analytics, "Coffee Shop Sales": its number is that of a line; a sale is what one store sold in one second.

    transaction_id,transaction_date,transaction_time,transaction_qty,store_id,store_location,…,unit_price,…,product_detail
    1,2023-01-01,7:06:11,2,5,Camden,…,3,…,Ethiopia Rg

French bakery, "daily sales": the first column has no title, a ticket is a sale.

    ,date,time,ticket_number,article,Quantity,unit_price
    0,2021-01-02,08:38,150040.0,BAGUETTE,1.0,"0,90 €"

A bakery in Edinburgh, "BreadBasket": no price and no quantity; the item `NONE` is nothing.

    Date,Time,Transaction,Item
    2016-10-30,09:58:11,1,Bread

A coffee machine, in two exports, of which one can lack its titles: each line is a sale. Its column `card` stands for a
person and is not read.

    date,datetime,cash_type,card,money,coffee_name
    2024-03-01,2024-03-01 10:15:50.520,card,…,38.7,Latte

Pizza sales: a line per pizza, the month in front; `name` is the pizza's only where no other column is there.

    id,order_id,date,time,name,size,type,price
    1,2015-000001,1/31/2015,11:38:36,hawaiian,M,classic,13.25

Three that were made up: with branches, with sizes, and one to clean: a quarter of its lines, which lack something, are
left out.

    transaction_id,transaction_date,branch_name,…,product_name,quantity,price,total_amount,payment_method,customer_age,…
    transaction_id,transaction_date,transaction_time,…,product_name,…,size,quantity,…,total_price,payment_method,…
    Transaction ID,Item,Quantity,Price Per Unit,Total Spent,Payment Method,Location,Transaction Date
"""

from cafe_etl.layouts.titles import BLANK, Titled

MAVEN_COFFEE = Titled(
    "maven coffee",
    {
        "sale": ("store_location", "transaction_date", "transaction_time"),
        "date_time": ("transaction_date", "transaction_time"),
        "branch": ("store_location",),
        "product": ("product_detail",),
        "quantity": ("transaction_qty",),
        "unit_price": ("unit_price",),
    },
    ("%Y-%m-%d %H:%M:%S", "%m/%d/%Y %H:%M:%S"),
    sizes={"product": ("Sm", "Rg", "Lg")},
)
FRENCH_BAKERY = Titled(
    "french bakery",
    {
        "sale": ("ticket_number",),
        "date_time": ("date", "time"),
        "product": ("article",),
        "quantity": ("Quantity",),
        "unit_price": ("unit_price",),
    },
    ("%Y-%m-%d %H:%M",),
)
BREAD_BASKET = Titled(
    "bread basket",
    {"sale": ("Transaction",), "date_time": ("Date", "Time"), "product": ("Item",)},
    ("%Y-%m-%d %H:%M:%S",),
    skip={"Item": ("NONE",)},
    header=("Date", "Time", "Transaction", "Item"),
)
COFFEE_MACHINE = Titled(
    "coffee machine",
    {"date_time": ("datetime",), "product": ("coffee_name",), "net": ("money",), "payment": ("cash_type",)},
    ("%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M"),
    titles=("date", "datetime", "cash_type", "card", "money", "coffee_name"),
)
COFFEE_SALES = Titled(
    "coffee sales",
    {"date_time": ("Date", "Time"), "product": ("coffee_name",), "net": ("money",), "payment": ("cash_type",)},
    ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M:%S.%f"),
)
PIZZA_SALES = Titled(
    "pizza sales",
    {
        "sale": ("order_id",),
        "date_time": ("date", "time"),
        "product": ("name",),
        "size": ("size",),
        "unit_price": ("price",),
    },
    ("%m/%d/%Y %H:%M:%S",),
    sizes={"size": ("*",)},
    header=("id", "order_id", "date", "time", "name", "size", "type", "price"),
)
WITH_BRANCHES = Titled(
    "coffee shop sales with branches",
    {
        "sale": ("transaction_id",),
        "date_time": ("transaction_date",),
        "branch": ("branch_name",),
        "product": ("product_name",),
        "quantity": ("quantity",),
        "unit_price": ("price",),
        "net": ("total_amount",),
        "payment": ("payment_method",),
    },
    ("%Y-%m-%d %H:%M:%S",),
    header=(
        *("transaction_id", "transaction_date", "branch_name", "product_category", "product_name", "quantity"),
        *("price", "total_amount", "payment_method", "customer_age", "customer_gender", "loyalty_member"),
        *("satisfaction_score", "is_weekend"),
    ),
)
WITH_SIZES = Titled(
    "coffee shop sales with sizes",
    {
        "sale": ("transaction_id",),
        "date_time": ("transaction_date", "transaction_time"),
        "branch": ("location",),
        "product": ("product_name",),
        "size": ("size",),
        "quantity": ("quantity",),
        "unit_price": ("unit_price",),
        "net": ("total_price",),
        "payment": ("payment_method",),
    },
    ("%Y-%m-%d %H:%M:%S",),
    missing=("NA",),
    sizes={"size": ("*",)},
    header=(
        *("transaction_id", "transaction_date", "transaction_time", "product_id", "product_name"),
        *("product_category", "size", "quantity", "unit_price", "total_price", "payment_method"),
        *("customer_id", "loyalty_points_earned", "location", "barista_id"),
    ),
)
_DIRT = ("ERROR", "UNKNOWN")
DIRTY_CAFE = Titled(
    "dirty cafe sales",
    {
        "sale": ("Transaction ID",),
        "date_time": ("Transaction Date",),
        "product": ("Item",),
        "quantity": ("Quantity",),
        "unit_price": ("Price Per Unit",),
        "net": ("Total Spent",),
        "payment": ("Payment Method",),
    },
    ("%Y-%m-%d",),
    missing=_DIRT,
    skip=dict.fromkeys(("Item", "Quantity", "Price Per Unit", "Total Spent", "Transaction Date"), (*_DIRT, BLANK)),
    header=(
        *("Transaction ID", "Item", "Quantity", "Price Per Unit", "Total Spent"),
        *("Payment Method", "Location", "Transaction Date"),
    ),
)
DATA_SETS = (
    MAVEN_COFFEE,
    FRENCH_BAKERY,
    BREAD_BASKET,
    COFFEE_MACHINE,
    COFFEE_SALES,
    PIZZA_SALES,
    WITH_BRANCHES,
    WITH_SIZES,
    DIRTY_CAFE,
)
