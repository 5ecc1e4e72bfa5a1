"""A random forest by scikit-learn on the rows that bench/tree_bench.cc reads.

tree_peer.py make FILE ROWS FEATURES                                      writes 32-bit floats, row by row, the outcome last
tree_peer.py run FILE ROWS FEATURES TREES MIN_LEAF THREADS [TEST_ROWS]    prints one line of JSON; the same settings as auspex, no depth limit
"""
import json
import resource
import sys
import time

import numpy as np


def make(path, rows, features):
    random = np.random.default_rng(11)
    x = random.normal(0, 1, (rows, features))
    x[:, 5::5] = np.floor(3 * x[:, 5::5])
    odds = x[:, 0] + x[:, 1] * x[:, 2] + np.where(x[:, 3] > 0.5, 1.2, -0.4) + np.sin(2 * x[:, 4]) + 0.2 * x[:, 5] - 0.5 * x[:, 6] ** 2
    outcome = random.random(rows) < 1 / (1 + np.exp(-odds))
    np.column_stack([x, outcome]).astype(np.float32).tofile(path)


def run(path, rows, features, trees, leaf, threads, test_rows=0):
    import sklearn
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.metrics import roc_auc_score
    data = np.fromfile(path, np.float32, rows * (features + 1)).reshape(rows, features + 1)
    x, y = np.ascontiguousarray(data[:, :features]), data[:, features].astype(int)
    fitted = rows - test_rows
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    begin = time.perf_counter()
    model = RandomForestClassifier(trees, min_samples_leaf=leaf, n_jobs=threads, random_state=42).fit(x[:fitted], y[:fitted])
    seconds = time.perf_counter() - begin
    auc = roc_auc_score(y[fitted:], model.predict_proba(x[fitted:])[:, 1]) if test_rows else 0
    print(json.dumps({"program": "scikit-learn " + sklearn.__version__, "seconds": round(seconds, 3), "trees": trees,
                      "nodes": sum(tree.tree_.node_count for tree in model.estimators_), "test_auc": round(auc, 5),
                      "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024), "data_mib": round(before)}))


if __name__ == "__main__":
    {"make": make, "run": run}[sys.argv[1]](sys.argv[2], *[int(text) for text in sys.argv[3:]])
