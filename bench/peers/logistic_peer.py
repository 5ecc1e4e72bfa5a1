"""Logistic regression by scikit-learn on the rows that bench/logistic_bench.cc reads.

logistic_peer.py make FILE ROWS FEATURES                 writes 32-bit floats, row by row, the outcome last: correlated normal columns of unequal
                                                         scale, outcomes of a logistic model of them
logistic_peer.py run FILE ROWS FEATURES SOLVER [TOL L2]  prints one line of JSON; set OMP_NUM_THREADS. Columns are standardised before the clock
                                                         starts, as every text on these solvers asks for
"""
import json
import resource
import sys
import time

import numpy as np


def make(path, rows, features):
    random = np.random.default_rng(7)
    mixing = random.normal(0, 0.3 / np.sqrt(features), (features, features)) + np.eye(features)
    scales = np.exp(random.normal(0, 1, features))
    weights = random.normal(0, 1.5 / np.sqrt(features), features)
    with open(path, "wb") as file:
        for begin in range(0, rows, 100_000):
            x = random.normal(0, 1, (min(100_000, rows - begin), features)) @ mixing
            y = random.random(len(x)) < 1 / (1 + np.exp(1 - x @ weights))
            np.column_stack([x * scales, y]).astype(np.float32).tofile(file)


def run(path, rows, features, solver, tolerance=1e-4, l2=1.0):
    import sklearn
    from sklearn.linear_model import LogisticRegression
    table = np.fromfile(path, np.float32, rows * (features + 1)).reshape(rows, features + 1)
    x, y = table[:, :-1].astype(np.float64), table[:, -1].astype(np.int8)
    del table
    x -= x.mean(axis=0)
    x /= x.std(axis=0)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    begin = time.perf_counter()
    model = LogisticRegression(C=1 / l2, solver=solver, tol=tolerance, max_iter=1000).fit(x, y)
    seconds = time.perf_counter() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    margins = model.decision_function(x)
    loss = float(np.mean(np.logaddexp(0, np.where(y == 1, -margins, margins))))
    print(json.dumps({"program": "scikit-learn " + sklearn.__version__, "solver": solver, "seconds": round(seconds, 3), "log_loss": round(loss, 9),
                      "iterations": int(model.n_iter_[0]), "peak_mib": round(peak), "data_mib": round(before)}))


if __name__ == "__main__":
    task, path, rows, features, *rest = sys.argv[1:]
    if task == "make":
        make(path, int(rows), int(features))
    else:
        run(path, int(rows), int(features), rest[0], *[float(text) for text in rest[1:]])
