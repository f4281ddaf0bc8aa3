"""Readers read all the time while a warehouse is published again and again."""

import json
import subprocess
import sys
from pathlib import Path

from cafe_etl.warehouse.places import place_of
from tests.readme import PROJECT

PUBLISHES = 200

READ_UNTIL_TOLD_TO_STOP = """
import json, sys
from pathlib import Path
from cafe_etl.warehouse.places import place_of

warehouse, stop = Path(sys.argv[1]), Path(sys.argv[2])
seen, problems = [], []
print("ready", flush=True)
while not stop.exists():
    try:
        with place_of(warehouse).reading() as connection:
            [counts] = connection.execute(
                "SELECT (SELECT count(*) FROM branches), (SELECT count(*) FROM transactions),"
                " (SELECT count(*) FROM purchase_history)"
            ).fetchall()
            seen.append(counts)
    except Exception as error:
        problems.append(type(error).__name__)
print(json.dumps({"seen": seen, "problems": problems}))
"""


def publish(warehouse: Path, number: int) -> None:
    with place_of(warehouse).hold(10), place_of(warehouse).next_generation() as connection:
        connection.execute("INSERT INTO branches VALUES ($id, 'Branch ' || $id)", {"id": number})
        connection.execute(
            "INSERT INTO transactions VALUES ($id, 1, '2021-08-25', $id, 1, 2.45, false)", {"id": number}
        )
        connection.execute("INSERT INTO purchase_history VALUES ($id, $id, 1, 1, 2.45)", {"id": number})


def test_readers_see_whole_loads_and_no_lock_during_200_publishes(tmp_path: Path) -> None:
    warehouse, stop = tmp_path / "warehouse.duckdb", tmp_path / "stop"
    publish(warehouse, 1)
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", READ_UNTIL_TOLD_TO_STOP, warehouse, stop],
            stdout=subprocess.PIPE,
            text=True,
            cwd=PROJECT,
        )
        for _ in range(2)
    ]
    try:
        for reader in readers:
            assert reader.stdout is not None
            assert reader.stdout.readline() == "ready\n"
        for number in range(2, PUBLISHES + 2):
            publish(warehouse, number)
    finally:
        stop.touch()
        told = [json.loads(reader.communicate()[0]) for reader in readers]

    for reading in told:
        assert reading["problems"] == []
        assert [seen for seen in reading["seen"] if len(set(seen)) > 1] == []
        assert reading["seen"] == sorted(reading["seen"])
    generations = {tuple(seen) for reading in told for seen in reading["seen"]}
    print(f"\n{sum(len(each['seen']) for each in told)} reads of {len(generations)} generations")  # noqa: T201  # with -s
    assert len(generations) > PUBLISHES // 4
