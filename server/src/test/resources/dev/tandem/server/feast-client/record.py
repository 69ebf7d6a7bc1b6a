"""Lets Feast's own Python client talk to a running Tandem server and writes down every exchange, one JSON object a line.

    pip install feast==0.67.0
    python record.py http://127.0.0.1:6566 > recorded.jsonl

The server has to serve the definitions and rows of Flights.java with its clock at TestProject.NOW.
"""

import json
import os
import sys
import tempfile
import warnings
from datetime import timedelta

import pandas as pd
import requests

warnings.filterwarnings("ignore")

from feast import Entity, FeatureService, FeatureStore, FeatureView, Field, FileSource, PushSource  # noqa: E402
from feast.infra.online_stores import remote  # noqa: E402
from feast.repo_config import RepoConfig  # noqa: E402
from feast.types import Float64, Int32, String  # noqa: E402
from feast.value_type import ValueType  # noqa: E402

url = sys.argv[1]
folder = tempfile.mkdtemp()
what = ""
plain_send = requests.Session.send


def recording_send(self, request, **kwargs):
    response = plain_send(self, request, **kwargs)
    body = request.body.decode() if isinstance(request.body, bytes) else request.body
    headers = {k: v for k, v in request.headers.items() if k not in ("Host", "Content-Length", "Connection")}
    exchange = {
        "what": what,
        "request": {"path": request.path_url, "headers": headers, "body": body},
        "answer": {"status": response.status_code, "body": response.text},
    }
    print(json.dumps(exchange))
    return response


requests.Session.send = recording_send


def step(name, action):
    """Does one thing and writes down on the error channel what Feast made of the answer."""
    global what
    what = name
    try:
        print(name, "->", action(), file=sys.stderr)
    except Exception as e:
        print(name, "-> raised", type(e).__module__, type(e).__name__, e, file=sys.stderr)


rows = os.path.join(folder, "weather.parquet")
at = pd.Timestamp("2013-12-31T23:30:00Z")
pushed = pd.DataFrame(
    {"airport": ["SFO", "BOS"], "temperature": [55.5, None], "wind_direction": [100, 200], "time_hour": [at, at]}
)
pushed.to_parquet(rows)

store = FeatureStore(
    config=RepoConfig(
        project="flights",
        provider="local",
        registry=os.path.join(folder, "registry.db"),
        online_store={"type": "remote", "path": url},
        entity_key_serialization_version=3,
    )
)
airport = Entity(name="airport", join_keys=["airport"], value_type=ValueType.STRING)
source = PushSource(
    name="weather_reports", batch_source=FileSource(name="weather_file", path=rows, timestamp_field="time_hour")
)
weather = FeatureView(
    name="weather",
    entities=[airport],
    ttl=timedelta(hours=3),
    schema=[
        Field(name="airport", dtype=String),
        Field(name="temperature", dtype=Float64),
        Field(name="wind_direction", dtype=Int32),
    ],
    source=source,
)
here = FeatureService(name="weather_here", features=[weather])
store.apply([airport, source, weather, here])

every = [{"airport": code} for code in ("JFK", "EWR", "LGA", "LAX")]
step(
    "read features",
    lambda: store.get_online_features(["weather:temperature", "weather:wind_direction"], every).to_dict(),
)
step("read a service", lambda: store.get_online_features(here, every[:1]).to_dict())
step("read by full names", lambda: store.get_online_features(here, every[:1], full_feature_names=True).to_dict())
step("write to the online store", lambda: store.write_to_online_store("weather", df=pushed))
step(
    "read what was written",
    lambda: store.get_online_features(["weather:temperature"], [{"airport": "SFO"}, {"airport": "BOS"}]).to_dict(),
)
for name, body in {
    "an unknown view": {"features": ["wether:temperature"], "entities": {"airport": ["JFK"]}},
    "an unknown service": {"feature_service": "nope", "entities": {"airport": ["JFK"]}},
    "an unknown feature": {"features": ["weather:temprature"], "entities": {"airport": ["JFK"]}},
}.items():
    step(name, lambda: remote.get_remote_online_features(config=store.config, req_body=body).status_code)
