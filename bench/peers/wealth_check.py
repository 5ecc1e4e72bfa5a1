"""Compares features of the pack wealth with those that `auspex features --out FILE.parquet` wrote: column by column, to 1e-5.

    wealth_check.py --base user_base.csv --panel user_behavior_assets.csv --ours YYYY-MM=FILE.parquet [YYYY-MM=FILE.parquet …] --by pandas|polars
                    [--quality FILE.json]     of `auspex quality --json`: the counts of pandas must be the same
"""
import argparse
import json

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

TOLERANCE = 1e-5
THRESHOLD = 1_000_000


def differences(ours, peer):
    """The largest difference of a column: relative where a value is above 1, absolute below; 1 where one side only has a value or texts differ."""
    if not pd.api.types.is_numeric_dtype(ours.dtype):
        mine, theirs = ours.astype("object"), peer.astype("object")
        return float(not ((mine == theirs) | (mine.isna() & theirs.isna())).all())
    mine, theirs = ours.to_numpy(np.float64, na_value=np.nan), peer.to_numpy(np.float64, na_value=np.nan)
    if not np.array_equal(np.isnan(mine), np.isnan(theirs)):
        return 1.0
    return float(np.nanmax(abs(mine - theirs) / np.maximum(abs(mine), 1), initial=0))


def compare(ours, ids, peer):
    """Worst column and its difference; an error for other customers or columns."""
    customer = ours.columns[0]
    if list(ours.columns[1:]) != list(peer.columns):
        raise SystemExit(f"columns differ: {set(ours.columns[1:]) ^ set(peer.columns)}")
    if not np.array_equal(ours[customer].to_numpy(), np.asarray(ids)):
        raise SystemExit(f"customers differ: {len(ours)} and {len(ids)}")
    return {name: differences(ours[name], peer[name]) for name in peer.columns}


def by_pandas(base_csv, panel_csv):
    """A function from a month to customers and features, and the offenders of the quality rules."""
    import wealth_pandas
    base, panel = wealth_pandas.load(base_csv, panel_csv)
    offenders, months, ids = wealth_pandas.quality(base, panel), wealth_pandas.Months(panel, len(base)), base["user_id"].to_numpy()

    def features(cutoff):
        rows, matrix = wealth_pandas.features(base, months, cutoff, THRESHOLD)
        return ids[rows], matrix

    return features, offenders


def by_polars(base_csv, panel_csv):
    import wealth_polars
    base, panel = wealth_polars.load(base_csv, panel_csv)

    def features(cutoff):
        frame = wealth_polars.features(base, panel, cutoff, THRESHOLD)
        return frame["user_id"].to_list(), frame.drop("user_id").to_pandas()

    return features, None


def check_quality(path, offenders):
    with open(path, encoding="utf-8") as file:
        ours = {rule["rule"]: rule["offenders"] for rule in json.load(file)["rules"] if rule["checked"] > 0}  # nothing of contacts.csv is loaded
    if ours != offenders:
        raise SystemExit("offenders differ: " + ", ".join(f"{name} {ours.get(name)} and {offenders.get(name)}" for name in ours | offenders
                                                          if ours.get(name) != offenders.get(name)))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--base", required=True)
    parser.add_argument("--panel", required=True)
    parser.add_argument("--by", required=True, choices=("pandas", "polars"))
    parser.add_argument("--quality")
    parser.add_argument("--ours", required=True, nargs="+", metavar="YYYY-MM=FILE.parquet")
    arguments = parser.parse_args()
    features, offenders = {"pandas": by_pandas, "polars": by_polars}[arguments.by](arguments.base, arguments.panel)
    if arguments.quality and offenders is not None:
        check_quality(arguments.quality, offenders)
    worst, rows = {}, 0
    for month, path in (item.split("=", 1) for item in arguments.ours):
        ours = pq.read_table(path).to_pandas()
        rows += len(ours)
        apart = compare(ours, *features(int(np.datetime64(month, "M").astype(int))))
        worst = {name: max(value, worst.get(name, 0)) for name, value in apart.items()}
    beyond = {name: value for name, value in worst.items() if value > TOLERANCE}
    if beyond:
        raise SystemExit(f"the peer's features differ from those of auspex by more than {TOLERANCE}: {beyond}")
    print(json.dumps({"by": arguments.by, "files": len(arguments.ours), "rows": rows, "columns": len(worst), "difference": max(worst.values())}))


if __name__ == "__main__":
    main()
