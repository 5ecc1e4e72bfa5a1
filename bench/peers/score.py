"""The peer's scoring on prepared windows: model.predict at several batch sizes, as a loop, unrolled, and with XLA."""
import argparse
import json
import time

import network
from prepare import load


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--windows", required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--most", type=int, default=10**9, help="score at most so many windows")
    parser.add_argument("--batches", type=int, nargs="+", default=[1024, 4096, 8192])
    parser.add_argument("--ways", nargs="+", default=[network.LOOP, network.UNROLLED, network.XLA])
    arguments = parser.parse_args()
    network.use_threads(arguments.threads)
    inputs = network.take(load(arguments.windows)[0], slice(arguments.most))
    count = len(inputs["action"])
    speeds = {}
    for way in arguments.ways:
        _, model = network.load(arguments.model, way)
        for batch in arguments.batches:
            whole = count // batch * batch or count  # XLA compiles once a shape
            model.predict(network.take(inputs, slice(min(whole, 4 * batch))), batch_size=batch, verbose=0)
            rows = network.take(inputs, slice(whole))
            start = time.perf_counter()
            model.predict(rows, batch_size=batch, verbose=0)
            speeds[f"{way} {batch}"] = whole / (time.perf_counter() - start)
    print(json.dumps({"windows": count, "mean_steps": float((inputs["action"] > 0).sum(1).mean()), "windows_per_second": speeds}))


if __name__ == "__main__":
    main()
