"""Scoring and explaining by LightGBM and shap on the model and the rows that bench/explain_bench.cc reads.

forest_peer.py make MODEL FILE ROWS FEATURES TREES LEAVES             trains a LightGBM model, and writes it and the rows (32-bit floats, row by row)
forest_peer.py run MODEL FILE ROWS FEATURES WAY THREADS PASSES        prints one line of JSON; the time is the median pass. WAY:
    predict       LightGBM's raw scores
    pred_contrib  LightGBM's own contributions
    shap          shap.TreeExplainer as it comes, which hands a LightGBM model to pred_contrib
    shap_own      shap.TreeExplainer by its own compiled code, which has one thread
"""
import json
import resource
import sys
import time
from statistics import median

import numpy as np

CHECKED_ROWS, TRAINING_ROWS = 200, 200_000


def make(model, path, rows, features, trees, leaves):
    """Friedman's first function (1991) of five columns, and a product of two more, among uniform ones, as a yes-no outcome with noise."""
    import lightgbm
    random = np.random.default_rng(42)
    x = random.random((rows, features), np.float32)
    y = 10 * np.sin(np.pi * x[:, 0] * x[:, 1]) + 20 * (x[:, 2] - 0.5) ** 2 + 10 * x[:, 3] + 5 * x[:, 4] + 2 * x[:, 5] * x[:, 6]
    labels = y + 3 * random.standard_normal(rows) > 15
    settings = {"objective": "binary", "num_leaves": leaves, "learning_rate": 0.1, "verbose": -1, "seed": 42}
    lightgbm.train(settings, lightgbm.Dataset(x[:TRAINING_ROWS], labels[:TRAINING_ROWS]), trees).save_model(model)
    x.tofile(path)


def worker(way, booster, threads):
    """What takes rows to scores [rows] or contributions [rows][features], and its name."""
    if way in ("predict", "pred_contrib"):
        import lightgbm
        contributions = way == "pred_contrib"
        work = lambda x: booster.predict(x, raw_score=not contributions, pred_contrib=contributions, num_threads=threads)
        return (lambda x: work(x)[:, :-1]) if contributions else work, "lightgbm " + lightgbm.__version__
    import shap
    explainer = shap.TreeExplainer(booster)
    if way == "shap_own":
        explainer.model.model_type = "internal"  # else shap_values calls LightGBM

    def explain(x):
        values = explainer.shap_values(x, check_additivity=False)
        return values[-1] if isinstance(values, list) else values  # two classes: of yes
    return explain, "shap " + shap.__version__


def run(model, path, rows, features, way, threads, passes):
    import lightgbm
    booster = lightgbm.Booster(model_file=model, params={"num_threads": threads})
    x = np.fromfile(path, np.float32, rows * features).reshape(rows, features)
    work, program = worker(way, booster, threads)
    work(x[:100])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    seconds = []
    for _ in range(passes):
        begin = time.perf_counter()
        values = work(x)
        seconds.append(time.perf_counter() - begin)
    print(json.dumps({"program": program, "rows": rows, "trees": booster.num_trees(), "seconds": round(median(seconds), 4),
                      "rows_per_second": round(rows / median(seconds)), "check": float(np.abs(values[:CHECKED_ROWS]).sum()),
                      "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024), "data_mib": round(before)}))


if __name__ == "__main__":
    {"make": make, "run": run}[sys.argv[1]](*sys.argv[2:4], *[int(text) if text.isdigit() else text for text in sys.argv[4:]])
