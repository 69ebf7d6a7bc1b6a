"""Figures of drift by numpy and scipy, for DriftFiguresTest to hold Tandem's against.

Makes values.csv (made-up values of two sides) and figures.json. Run where numpy and scipy are installed:
    python figures.py
"""
import csv
import json
from pathlib import Path

import numpy as np
import scipy
from scipy.spatial.distance import jensenshannon
from scipy.stats import ks_2samp, kstwobign

HERE = Path(__file__).parent
random = np.random.default_rng(20130101)


def some_null(values, share):
    return [None if random.random() < share else value for value in values]


def with_specials(values):
    values = list(values)
    values[3], values[5], values[8] = float("nan"), float("inf"), float("-inf")
    return values


def words(shares, count):
    return list(random.choice(list(shares), count, p=list(shares.values())))


CASES = {
    "same": (random.normal(0, 1, 1000), random.normal(0, 1, 900)),
    "shifted": (random.normal(0, 1, 1000), random.normal(0.5, 1, 800)),
    "spread": (random.normal(0, 1, 500), random.normal(0, 3, 1000)),
    "delays": (np.round(random.gamma(1, 20, 1000) - 10), np.round(random.gamma(1, 35, 1000) - 10)),
    "flag_number": (random.choice([0.0, 1.0], 1000, p=[0.9, 0.1]), random.choice([0.0, 1.0], 700, p=[0.6, 0.4])),
    "constant": (np.full(400, 7.0), np.concatenate([np.full(300, 7.0), np.full(50, 6.0), np.full(50, 8.0)])),
    "few": (random.normal(0, 1, 12), random.normal(0, 1, 9)),
    "nulls": (some_null(random.normal(0, 1, 1000), 0.02), some_null(random.normal(0, 1, 1000), 0.2)),
    "specials": (with_specials(random.normal(0, 1, 1000)), random.normal(0, 1, 1000)),
    "airline": (words({"AA": 0.5, "UA": 0.3, "DL": 0.2}, 1000), words({"AA": 0.3, "UA": 0.3, "DL": 0.3, "HA": 0.1}, 1000)),
    "many_words": (
        [f"w{int(x)}" for x in random.exponential(30, 1000)],
        [f"w{int(x)}" for x in random.exponential(35, 1000)],
    ),
}


def rounded(value):
    return round(float(value), 4) if isinstance(value, float) else value


CASES = {name: tuple([rounded(value) for value in side] for side in sides) for name, sides in CASES.items()}


def cuts(reference):
    """The deciles of the reference; the least value that a share of all values does not exceed."""
    deciles = np.quantile(reference, [i / 10 for i in range(1, 10)], method="inverted_cdf")
    return [(value, np.sum(deciles == value) > 1) for value in np.unique(deciles)]


def number_bins(reference, recent):
    ends = []
    for value, repeats in cuts(reference[np.isfinite(reference)]):
        if repeats:
            ends.append((value, "left"))
        ends.append((value, "right"))
    sides = []
    for side in (reference, recent):
        finite = np.sort(side[np.isfinite(side)])
        below = [np.searchsorted(finite, value, side=end) for value, end in ends]
        counts = np.diff([0, *below, len(finite)])
        sides.append([*counts, np.isnan(side).sum(), np.isneginf(side).sum(), np.isposinf(side).sum()])
    return sides


def category_bins(reference, recent):
    names, counts = np.unique(reference, return_counts=True)
    order = sorted(zip(-counts, names))[:50]
    sides = []
    for side in (reference, recent):
        own = [int(np.sum(np.array(side) == name)) for _, name in order]
        sides.append([*own, len(side) - sum(own)])
    return sides


def figures(reference, recent):
    categories = isinstance(reference[0], str)
    p = np.array([value for value in reference if value is not None])
    q = np.array([value for value in recent if value is not None])
    bins = np.array(category_bins(p, q) if categories else number_bins(p, q), float)
    bins = bins[:, bins.sum(axis=0) > 0]
    shares = (bins + 0.5) / (bins + 0.5).sum(axis=1, keepdims=True)
    found = {
        "psi": float(np.sum((shares[1] - shares[0]) * np.log(shares[1] / shares[0]))),
        "jensen_shannon": float(jensenshannon(bins[0], bins[1], base=2)),
        "null_rate": abs(1 - len(p) / len(reference) - (1 - len(q) / len(recent))),
    }
    if categories:
        found["new_categories"] = float(np.mean(~np.isin(q, p)))
    else:
        p, q = p[np.isfinite(p)], q[np.isfinite(q)]
        test = ks_2samp(p, q)
        found["kolmogorov_smirnov"] = float(test.statistic)
        found["p_value"] = float(kstwobign.sf(test.statistic * np.sqrt(len(p) * len(q) / (len(p) + len(q)))))
        found["p_value_exact"] = float(test.pvalue)
        found["mean"] = float(p.mean())
        found["standard_deviation"] = float(p.std(ddof=1))
        found["median"] = float(np.quantile(p, 0.5, method="inverted_cdf"))
    return found


with open(HERE / "values.csv", "w", newline="") as file:
    out = csv.writer(file, lineterminator="\n")
    out.writerow(["case", "side", "value"])
    for name, sides in CASES.items():
        for side, values in zip(("reference", "recent"), sides):
            for value in values:
                out.writerow([name, side, "" if value is None else value if isinstance(value, str) else repr(float(value))])

result = {name: figures(list(reference), list(recent)) for name, (reference, recent) in CASES.items()}
result["versions"] = {"numpy": np.__version__, "scipy": scipy.__version__}
(HERE / "figures.json").write_text(json.dumps(result, indent=2) + "\n")
