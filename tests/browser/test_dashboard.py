"""The dashboard in a real browser: its figures are the warehouse's, and no text in it does anything."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cafe_etl.config import Settings
from cafe_etl.ingest.run import ingest
from cafe_etl.render.dashboard import page as render
from cafe_etl.render.machine import _FORMULA_STARTS
from cafe_etl.reports.dashboard import dashboard_outcome
from cafe_etl.sample import write_sample
from cafe_etl.warehouse.places import place_of
from tests.branch_files import standard_line, write_file
from tests.browser.chromium import AXE, browser, needs_axe, needs_chromium, opened
from tests.functional.conftest import Cafe
from tests.functional.test_dashboard import HOSTILE
from tests.warehouse.reports.test_money import SALES
from tests.warehouse.tills import fill

pytestmark = needs_chromium

TABS = ("sales", "products", "branches", "data")


def ask(warehouse: Path, sql: str) -> Any:
    with place_of(warehouse).reading() as connection:
        return connection.execute(sql).fetchall()


@pytest.fixture
def driver(page: Path) -> Iterator[Any]:
    with browser() as started:
        opened(started, page, "period=all")
        yield started


def tiles(driver: Any) -> list[str]:
    texts: list[str] = driver.execute_script(
        "return [...document.querySelectorAll('.tile .figure')].map(each => each.textContent)"
    )
    return texts


def table(driver: Any, chart: str) -> list[list[Any]]:
    """The rows of a chart's table, as its CSV is made of them."""
    script = "return CHARTS.find(each => each.id === arguments[0]).table(figures(data, state)).rows"
    rows: list[list[Any]] = driver.execute_script(script, chart)
    return rows


def test_the_page_renders_without_an_error_and_without_a_request(driver: Any, page: Path) -> None:
    for tab in TABS:
        opened(driver, page, f"period=all&tab={tab}")

    messages = [json.loads(entry["message"])["message"] for entry in driver.get_log("performance")]
    sent = [each["params"] for each in messages if each["method"] == "Network.requestWillBeSent"]
    asked = {each["request"]["url"].partition("#")[0] for each in sent if each["documentURL"].startswith(page.as_uri())}
    assert {url for url in asked if not url.startswith("data:")} == {page.as_uri()}
    assert driver.get_log("browser") == []
    assert driver.title.startswith("Café sales")


def test_the_figures_are_the_warehouses(driver: Any, page: Path) -> None:
    [(sales, takings)] = ask(page.parent / "warehouse.duckdb", "SELECT count(*), sum(total_price) FROM transactions")
    products = ask(
        page.parent / "warehouse.duckdb",
        """SELECT concat_ws(' ', size, product) || coalesce(' - ' || flavour, '') AS name, sum(quantity), sum(revenue)
        FROM sales GROUP BY product, size, flavour ORDER BY ALL""",
    )

    assert tiles(driver)[:2] == [f"£{takings:,.2f}", f"{sales:,}"]
    assert sorted((name, items, Decimal(pence) / 100) for name, items, pence, _ in table(driver, "products")) == [
        (name, int(items), revenue) for name, items, revenue in products
    ]
    assert Decimal(sum(pence for *_, pence in table(driver, "payments"))) / 100 == takings


def test_filters_change_the_figures_and_stay_in_the_address(driver: Any, page: Path) -> None:
    warehouse = page.parent / "warehouse.duckdb"
    branch = "branch.name = 'Chesterfield' AND CAST(date_time AS DATE) = '2021-08-26'"
    [(sales, takings)] = ask(
        warehouse,
        f"""SELECT count(*), sum(total_price) FROM transactions
        JOIN branches AS branch ON branch.id = branch_id WHERE {branch}""",  # noqa: S608  # of this test
    )
    [(revenue,)] = ask(warehouse, "SELECT sum(revenue) FROM sales WHERE product ILIKE '%latte%'")

    opened(driver, page, "period=own&from=2021-08-26&to=2021-08-26&branch=Chesterfield")
    assert tiles(driver)[:2] == [f"£{takings:,.2f}", f"{sales:,}"]

    opened(driver, page, "period=all")
    field = driver.find_element("id", "product")
    field.send_keys("latte")
    assert tiles(driver)[0] == f"£{revenue:,.2f}"
    assert "product=latte" in driver.current_url


def test_an_address_that_makes_no_sense_shows_the_last_days(driver: Any, page: Path) -> None:
    opened(driver, page, "period=last")
    expected = tiles(driver)

    for address in ("period=constructor", "period=own&from=2021-99-99&branch=Nowhere&tab=no&by=heart"):
        opened(driver, page, address)
        assert tiles(driver) == expected


@pytest.mark.parametrize(
    ("end", "day", "days"),
    [
        ("from", "2021-08-27", ("2021-08-27", "2021-08-27")),
        ("to", "2021-08-25", ("2021-08-25", "2021-08-25")),
        ("from", "1999-01-01", ("2021-08-25", "2021-08-26")),
        ("to", "", ("2021-08-26", "2021-08-26")),
    ],
    ids=["from behind to", "to before from", "before the data", "not typed yet"],
)
def test_days_chosen_in_the_form_are_those_that_are_shown(
    end: str, day: str, days: tuple[str, str], driver: Any, page: Path
) -> None:
    opened(driver, page, "period=own&from=2021-08-26&to=2021-08-26")
    driver.execute_script(
        """const field = document.getElementById(arguments[0]);
        field.value = arguments[1];
        field.dispatchEvent(new Event("input", { bubbles: true }));""",
        end,
        day,
    )

    assert driver.find_element("id", "headline").text.startswith(f"{' to '.join(dict.fromkeys(days))}, ")
    assert f"from={days[0]}&to={days[1]}" in driver.current_url


def test_every_filter_is_in_the_address_and_comes_back_from_it(driver: Any, page: Path) -> None:
    driver.find_element("id", "branch-summary").click()
    for label in driver.find_elements("css selector", "#branches label"):
        if label.text != "Isle of Wight":
            label.click()
    driver.find_element("id", "measure").send_keys("i")
    driver.find_element("id", "period").send_keys("last 7")
    driver.find_element("id", "product").send_keys("latte")
    driver.find_element("id", "tab-products").click()
    address, shown = driver.current_url.partition("#")[2], driver.find_element("id", "panel-products").text

    assert address == "tab=products&period=7&branch=Isle+of+Wight&product=latte&by=items"
    opened(driver, page, address)
    assert driver.find_element("id", "panel-products").text == shown
    driver.find_element("css selector", "button[type=reset]").click()
    assert driver.current_url.endswith("#tab=products&period=28")


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        ("period=all", "This page has no earlier days to compare with."),
        ("period=own&from=2021-08-26&to=2021-08-26&branch=Isle+of+Wight", "on the day before"),
        ("period=own&from=2021-08-26&to=2021-08-26&branch=Leeds", "but this period is incomplete"),
        ("period=own&from=2021-08-26&to=2021-08-27&branch=Isle+of+Wight", "on the 2 days before, which are incomplete"),
        ("period=own&from=2021-08-26&to=2021-08-27&branch=Leeds", "but both are incomplete"),
    ],
)
def test_a_comparison_says_what_speaks_against_it(choice: str, told: str, driver: Any, page: Path) -> None:
    opened(driver, page, choice)

    said = driver.find_element("css selector", ".tile p").text
    assert said.endswith(told)
    assert driver.execute_script("return CHARTS.find(each => each.id === 'movers').note(figures(data, state))") == (
        said if said.startswith("This page has no earlier") else f"Against {said.partition(' on ')[2]}."
    )


def test_a_branch_that_opened_meanwhile_is_told(driver: Any, page: Path) -> None:
    script = """data.opened[1] = 2;
        return theDaysBefore({ ...figures(data, { ...state, from: 1, to: 2 }) })"""

    assert driver.execute_script(script).endswith("; 1 branch opened since")


def test_a_branch_is_measured_against_the_whole_chain(driver: Any, page: Path) -> None:
    index = """SELECT CAST(round(100 * (sum(revenue) FILTER (branch = 'Leeds') / any_value(here)) / (sum(revenue) /
        any_value(everywhere)), 6) AS DOUBLE) FROM sales, (SELECT sum(revenue) FILTER (branch = 'Leeds') AS here,
        sum(revenue) AS everywhere FROM sales) WHERE product = 'Flat white' AND size = 'Large'"""
    [(expected,)] = ask(page.parent / "warehouse.duckdb", index)

    opened(driver, page, "period=all&branch=Leeds&product=white")

    assert dict(table(driver, "mix"))["Large Flat white"] == pytest.approx(expected)
    assert driver.find_element("id", "branch-summary").text == "1 of 5 branches"


def test_one_day_and_one_branch_are_told_as_one(cafe: Cafe, tmp_path: Path) -> None:
    write_file(tmp_path / "in" / "leeds.csv", [standard_line()])
    ingest([tmp_path / "in"], Settings(tmp_path / "warehouse.duckdb"))
    assert cafe("dashboard").code == 0
    with browser() as driver:
        opened(driver, tmp_path / "sales.html")
        said = [driver.find_element("id", name).text for name in ("headline", "branch-summary")]

    assert said == ["2021-08-25, Leeds: £2.45 from 1 sale.", "1 branch"]


def test_what_ran_shows_money_as_all_charts_do(driver: Any, page: Path) -> None:
    opened(driver, page, "period=all&tab=data")

    assert "£8,932.45" in driver.find_element("id", "table-runs").text
    assert ",8932.45," in driver.execute_script("return csv(CHARTS.find(each => each.id === 'runs').table())")


def test_without_scripts_the_main_figures_are_there(page: Path) -> None:
    warehouse = page.parent / "warehouse.duckdb"
    [(sales, takings)] = ask(warehouse, "SELECT count(*), sum(total_price) FROM transactions")
    [(items,)] = ask(warehouse, "SELECT sum(quantity)::BIGINT FROM purchase_history")
    with browser(width=400) as driver:
        driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
        driver.get(page.as_uri())
        rows = [row.text for row in driver.find_elements("css selector", "noscript tr")]
        told = driver.find_element("css selector", "noscript").text
        cells = driver.find_elements("css selector", "noscript td")
        widest = max(each.rect["x"] + each.rect["width"] for each in cells)
        app, failure = (driver.find_element("id", each).is_displayed() for each in ("app", "failure"))

    assert rows[0] == "Branch Sales Items Takings Days missing"
    assert rows[-1] == f"All branches {sales:,} {items:,} £{takings:,.2f} 4"
    assert any(row.startswith(f"=Leeds{HOSTILE} 1 1 £2.45 2") for row in rows)
    assert "; Leeds 2021-08-26, 2021-08-27" in told
    assert widest <= 400
    assert (app, failure) == (False, False)


def test_an_empty_warehouse_is_said(cafe: Cafe, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    write_file(tmp_path / "in" / "wrong.csv", ["not,a,sale"])
    assert cafe("ingest", "in", "--quiet").code == 4
    assert cafe("dashboard").code == 0
    with browser() as driver:
        driver.get((tmp_path / "sales.html").as_uri())
        assert driver.find_element("id", "failure").text == "There are no sales in the warehouse yet."


def test_a_day_without_a_file_is_a_gap_and_is_told(driver: Any, page: Path) -> None:
    script = """return CHARTS[0].draw(figures(data, state), looks(900)).series
        .find(each => each.name === 'Leeds').data"""

    assert driver.execute_script(script)[1:] == [None, None]
    notice = driver.find_element("id", "notice").text
    assert "Incomplete: 4 branch-days missing (" in notice
    assert ", Leeds 26 Aug, " in notice


def test_hostile_names_are_text_and_no_formula(driver: Any, page: Path) -> None:
    for tab in TABS:
        opened(driver, page, f"period=all&tab={tab}")
        driver.execute_script(
            "document.querySelectorAll('.actions button[aria-expanded]').forEach(each => each.click())"
        )
        assert driver.execute_script("return document.images.length") == 0
    assert driver.title.startswith("Café sales")
    csv = driver.execute_script("return csv(CHARTS.find(each => each.id === 'branches').table(figures(data, state)))")
    assert "\r\n'=Leeds" in csv


def test_the_pages_csv_defuses_what_a_reports_csv_does(driver: Any) -> None:
    texts = [f"{sign}1+1" for sign in _FORMULA_STARTS]
    script = "return csv({ columns: [['text', 'Text']], rows: arguments[0].map(each => [each]) })"

    assert driver.execute_script(script, texts).split("\r\n")[1:-1] == [f"'{text}" for text in texts]


@pytest.mark.parametrize("width", [400, 1280])
def test_nothing_is_wider_than_the_screen(page: Path, width: int) -> None:
    with browser(width=width) as driver:
        for tab in TABS:
            opened(driver, page, f"period=all&tab={tab}")
            assert driver.execute_script("return document.documentElement.scrollWidth") <= width


def test_a_chart_fits_its_place_beside_the_scroll_bar_that_it_brings_about(page: Path) -> None:
    wider = "return [...document.querySelectorAll('.drawing')].filter(box => box.scrollWidth > box.clientWidth).length"
    with browser(width=1280) as driver:
        for tab in TABS:
            opened(driver, page, f"period=all&tab={tab}")
            assert driver.execute_script(wider) == 0


OVERLAPS = """
    const found = [], meet = (one, other, slack) => one.left < other.right && other.left < one.right
        && one.top < other.bottom - slack && other.top < one.bottom - slack;
    for (const drawing of document.querySelectorAll("[role=tabpanel]:not([hidden]) .drawing svg")) {
        const frame = drawing.getBoundingClientRect();
        const upright = [...drawing.querySelectorAll("text")].filter(text => !/matrix|rotate/.test(text.outerHTML));
        const boxes = upright.map(text => [text.textContent, text.getBoundingClientRect()]);
        boxes.forEach(([text, box], at) => {
            if (box.left < frame.left - 1 || box.right > frame.right + 1) found.push([text, "cut"]);
            for (const [other, its] of boxes.slice(at + 1)) if (meet(box, its, 3)) found.push([text, other]);
        });
    }
    return found;
"""


def test_no_text_of_a_chart_is_cut_or_lies_over_another(cafe: Cafe, tmp_path: Path) -> None:
    write_sample(tmp_path / "in", branches=12, days=15, seed=6, first_day=date(2021, 8, 25), sales_per_day=60)
    ingest([tmp_path / "in"], Settings(tmp_path / "warehouse.duckdb"))
    assert cafe("dashboard").code == 0
    for width in (400, 1280):
        with browser(width=width) as driver:
            for tab in TABS:
                opened(driver, tmp_path / "sales.html", f"period=7&tab={tab}")
                assert driver.execute_script(OVERLAPS) == []


@needs_axe
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing(page: Path, dark: bool) -> None:
    with browser(dark=dark) as driver:
        for tab in TABS:
            opened(driver, page, f"period=all&tab={tab}")
            driver.execute_script("document.querySelectorAll('.actions button[aria-expanded]').forEach(b => b.click())")
            driver.execute_cdp_cmd("Page.setBypassCSP", {"enabled": True})
            driver.execute_script(AXE.read_text(encoding="utf-8"))
            found = driver.execute_async_script("axe.run().then(arguments[0])")["violations"]
            assert [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found] == []


def test_paper_is_white_and_holds_every_tab(page: Path) -> None:
    with browser(dark=True) as driver:
        opened(driver, page, "period=all")
        driver.execute_script("window.dispatchEvent(new Event('beforeprint'))")
        drawn = "return [...document.querySelectorAll('.drawing svg')].length"
        ink = "return getComputedStyle(document.documentElement).getPropertyValue('--ink').trim()"
        assert (driver.execute_script(ink), driver.execute_script(drawn)) == ("#23211e", 7)
        driver.execute_script("window.dispatchEvent(new Event('afterprint'))")
        assert (driver.execute_script(ink), driver.execute_script(drawn)) == ("#f0ece5", 3)


def test_tabs_are_walked_with_the_keyboard(driver: Any) -> None:
    driver.find_element("id", "tab-sales").send_keys("\ue014")  # arrow right

    assert driver.switch_to.active_element.get_attribute("id") == "tab-products"
    assert driver.find_element("id", "panel-products").is_displayed()


def test_the_page_takes_refunds_off_and_counts_weights(tmp_path: Path) -> None:
    fill(tmp_path / "w.duckdb", SALES)
    with place_of(tmp_path / "w.duckdb").reading() as connection:
        outcome = dashboard_outcome(connection, None)
    path = tmp_path / "page.html"
    path.write_text(render(outcome, currency="£", program="cafe-etl"), encoding="utf-8")

    with browser() as driver:
        opened(driver, path, "period=all&by=items")

        assert driver.find_element("id", "headline").text.endswith(": £34.00 from 5 sales, less 2 refunds.")
        assert driver.find_element("css selector", "#chart-hours .note").text.endswith("2 refunds are left out.")
        assert [row[:3] for row in table(driver, "products")] == [
            ["Large Latte", 4, 955],
            ["Beans", 1.375, 2450],
            ["Cake", 1, 0],
            ["Water", 1, 0],
        ]
        assert sum(row[-1] for row in table(driver, "payments")) == 3400
