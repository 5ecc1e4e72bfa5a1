"""The whole way of the pack wealth as a practitioner would write it today: pandas, scikit-learn, LightGBM, XGBoost, shap. One process, one line of JSON.

    wealth_peer.py --base user_base.csv --panel user_behavior_assets.csv --described features.toml --out FOLDER [--reasons-rows N]
"""
import argparse
import json
import os
import resource
import time
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd

import wealth_models
import wealth_pandas
import wealth_reasons
import wealth_segments
from wealth_plan import cutoffs_of

PACKAGES = ("pandas", "scikit-learn", "lightgbm", "xgboost", "shap", "numpy")
CALIBRATION_SHARE = 0.3


def peak_mib():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class Clock:
    """Seconds of the wall and of all threads by stage, and the peak memory so far."""

    def __init__(self):
        self.stages, self.cpu, self.peaks, self.last, self.last_cpu = {}, {}, {}, time.perf_counter(), time.process_time()

    def lap(self, name):
        now, cpu = time.perf_counter(), time.process_time()
        self.stages[name] = self.stages.get(name, 0) + now - self.last
        self.cpu[name] = self.cpu.get(name, 0) + cpu - self.last_cpu
        self.peaks[name], self.last, self.last_cpu = peak_mib(), now, cpu


def training_rows(base, months, plan, arguments, random):
    """Rows of the training cutoffs that have an outcome, a sample if there are too many. Customers who calibrate are there as of the latest only."""
    apart = random.random(len(base)) < CALIBRATION_SHARE
    tables, outcomes, calibrates = [], [], []
    for cutoff in plan.training:
        rows, table = wealth_pandas.features(base, months, cutoff, arguments.threshold)
        outcome = wealth_pandas.labels(months, cutoff, arguments.horizon, arguments.threshold, rows)
        keep = ~np.isnan(outcome) & ((cutoff == plan.training[0]) | ~apart[rows])
        tables.append(table[keep]), outcomes.append(outcome[keep]), calibrates.append(apart[rows][keep])
    sizes = np.array([len(table) for table in tables])
    share = min(1, arguments.max_rows / sizes.sum())
    taken = [random.random(size) < share for size in sizes]
    together = pd.concat([table[keep] for table, keep in zip(tables, taken)], ignore_index=True)
    return (together, *(np.concatenate([each[keep] for each, keep in zip(parts, taken)]) for parts in (outcomes, calibrates)))


def run(arguments):
    clock, random = Clock(), np.random.default_rng(arguments.seed)
    base, panel = wealth_pandas.load(arguments.base, arguments.panel)
    clock.lap("load")
    offenders = wealth_pandas.quality(base, panel)
    clock.lap("quality")
    months = wealth_pandas.Months(panel, len(base))
    del panel
    plan = cutoffs_of(months.first, months.last, arguments.horizon, arguments.least_months, arguments.cutoffs)
    clock.lap("line up")
    rows, newest = wealth_pandas.features(base, months, plan.newest, arguments.threshold)
    clock.lap("features of the newest month")
    table, outcomes, apart = training_rows(base, months, plan, arguments, random)
    test_rows, test = wealth_pandas.features(base, months, plan.test, arguments.threshold)
    test_outcomes = wealth_pandas.labels(months, plan.test, arguments.horizon, arguments.threshold, test_rows)
    known = ~np.isnan(test_outcomes)
    test, test_outcomes = test[known], test_outcomes[known]
    clock.lap("features to train and test")
    aucs, kinds, chosen = {}, {}, None
    for name in wealth_models.NAMES:
        trained = wealth_models.train(name, table, outcomes, apart, arguments.threads, arguments.seed, clock)
        aucs[name], kinds[name] = wealth_models.auc(trained, test, test_outcomes), trained.calibration.kind
        clock.lap("test")
        chosen = trained if name == "lightgbm" else chosen
    trained_rows, positives, tested = len(table), int(outcomes.sum()), len(test)
    del table, test, trained
    probabilities = chosen.predict(newest)
    clock.lap("score")
    groups, names = wealth_reasons.groups_of(arguments.described, newest.columns)
    explained = min(arguments.reasons_rows or len(newest), len(newest))
    texts = np.full((len(newest), wealth_reasons.REASONS), None, object)
    texts[:explained] = wealth_reasons.explain(chosen.model, newest.iloc[:explained], groups)
    clock.lap("reasons")
    arguments.out.mkdir(parents=True, exist_ok=True)
    wealth_reasons.write(arguments.out / "predicted.csv", base["user_id"].to_numpy()[rows], str(np.datetime64(plan.newest, "M")), probabilities, texts)
    clock.lap("write")
    del texts, newest
    segments = wealth_segments.segment(base, months, plan.newest, arguments.out / "clusters.csv", arguments.seed)
    clock.lap("segments")
    return {"stages": clock.stages, "cpu": clock.cpu, "peaks": clock.peaks, "peak_mib": peak_mib(), "customers": len(base),
            "scored": len(rows), "explained": explained, "rows": trained_rows, "positives": positives, "calibration_rows": int(apart.sum()), "test_rows": tested, "auc": aucs,
            "calibration": kinds, "segments": segments, "groups": len(names), "offenders": offenders,
            "versions": {name: version(name) for name in PACKAGES}}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--base", required=True)
    parser.add_argument("--panel", required=True)
    parser.add_argument("--described", required=True)
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--max-rows", type=int, default=450_000)  # ours: 400,000 to learn from and 50,000 to calibrate on
    parser.add_argument("--threshold", type=float, default=1_000_000)
    parser.add_argument("--horizon", type=int, default=3)
    parser.add_argument("--least-months", type=int, default=4)
    parser.add_argument("--cutoffs", type=int, default=4)
    parser.add_argument("--reasons-rows", type=int, default=0, help="explain only so many customers; 0: all")
    print(json.dumps(run(parser.parse_args()), ensure_ascii=False))


if __name__ == "__main__":
    main()
