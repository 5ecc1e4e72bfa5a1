"""K-means by scikit-learn on the points that bench/kmeans_bench.cc reads.

kmeans_peer.py make FILE ROWS FEATURES CLUSTERS [spread]   writes 32-bit floats, row by row: normal clouds of standard deviation `spread` (1)
kmeans_peer.py run FILE ROWS FEATURES CLUSTERS STARTS      prints one line of JSON; set OMP_NUM_THREADS
"""
import json
import resource
import sys
import time

import numpy as np


def make(path, rows, features, clusters, spread=1.0):
    random = np.random.default_rng(7)
    centres = random.normal(0, 1, (clusters, features))
    points = centres[random.integers(0, clusters, rows)] + random.normal(0, spread, (rows, features))
    points.astype(np.float32).tofile(path)


def run(path, rows, features, clusters, starts):
    import sklearn
    from sklearn.cluster import KMeans
    points = np.fromfile(path, np.float32, rows * features).reshape(rows, features)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    begin = time.perf_counter()
    model = KMeans(clusters, n_init=starts, random_state=42).fit(points)
    seconds = time.perf_counter() - begin
    print(json.dumps({"program": "scikit-learn " + sklearn.__version__, "seconds": round(seconds, 3), "inertia": float(model.inertia_),
                      "iterations": int(model.n_iter_), "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
                      "data_mib": round(before)}))


if __name__ == "__main__":
    sizes = [int(text) for text in sys.argv[3:]] if sys.argv[1] == "run" else [int(text) for text in sys.argv[3:6]] + [float(text) for text in sys.argv[6:]]
    {"make": make, "run": run}[sys.argv[1]](sys.argv[2], *sizes)
