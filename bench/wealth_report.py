"""One table of what bench/wealth.sh measured: seconds by stage, memory, AUC of both, the machine and the versions.

    wealth_report.py RESULTS [--json FILE]
"""
import argparse
import json
import os
import platform
from importlib.metadata import version

from probe import memory_gib, processor
from report import WIDTHS, Results, count, row

MODELS = ("logistic", "tree", "random_forest", "lightgbm", "xgboost")
OURS = ("init", "ingest", "train", "predict", "segment")
LOAD = ("load", "quality", "line up")
LOAD_AND_FEATURES = ("load", "line up", "features of the newest month", "features to train and test")
PACKAGES = ("pandas", "polars", "scikit-learn", "lightgbm", "xgboost", "shap", "numpy")


class Peer:
    """The peer's stages; reasons of some customers only are scaled to all of them."""

    def __init__(self, results):
        line = results.lines["peer"][-1]
        self.output = line["output"]
        self.stages, self.cpu = dict(self.output["stages"]), dict(self.output["cpu"])
        self.scale = self.output["scored"] / self.output["explained"]
        added = self.stages["reasons"] * (self.scale - 1)
        added_cpu = self.cpu["reasons"] * (self.scale - 1)
        self.stages["reasons"] += added
        self.cpu["reasons"] += added_cpu
        self.seconds, self.cpu_seconds, self.peak_mib = line["seconds"] + added, line["cpu_seconds"] + added_cpu, line["peak_mib"]

    def of(self, *names):
        return sum(self.stages[name] for name in names)


def stages(results, peer):
    """Title, our seconds, the peer's, in the order of the work; what is not in the whole is indented."""
    train, predict = results.output("train"), results.output("predict")
    fits = {name: (train["stages"][name], peer.of("calibrate " + name, "train " + name)) for name in MODELS}
    other = results.seconds("train") - sum(train["stages"].values())
    return [("load and quality report", results.seconds("init") + results.seconds("ingest"), peer.of(*LOAD)),
            ("features of the months to train and test on", train["stages"]["features"], peer.of("features to train and test")),
            *((f"training: {name}, calibrated", *fits[name]) for name in MODELS),
            ("judging, model files, the rest of train", other, peer.of("test")),
            ("scores with 5 reasons each, ranked, written", results.seconds("predict"),
             peer.of("features of the newest month", "score", "reasons", "write")),
            ("  of it scores and reasons", predict["stages"]["score"], peer.of("score", "reasons")),
            ("segments, number chosen, written", results.seconds("segment"), peer.of("segments"))]


def summary(results):
    peer = Peer(results)
    polars = results.output("peer.polars")
    ours = sum(results.seconds(name) for name in OURS)
    by_polars = peer.seconds - peer.of(*LOAD_AND_FEATURES) + sum(polars["stages"].values())
    train = results.output("train")
    return {"customers": peer.output["customers"], "scored": [results.output("predict")["customers"], peer.output["scored"]],
            "trained_rows": [train["rows"], peer.output["rows"]], "test_rows": [train["test"]["rows"], peer.output["test_rows"]],
            "stages": stages(results, peer),
            "whole": {"ours": ours, "peer": peer.seconds, "peer_by_polars": by_polars,
                      "ours_cpu": results.cpu_seconds(*OURS), "peer_cpu": peer.cpu_seconds},
            "features_alone": {"ours": results.output("features")["seconds"], "pandas": peer.of("line up", "features of the newest month"),
                               "polars": polars["features_newest"]},
            "load_and_features": {"ours": results.seconds("init") + results.seconds("ingest") + train["stages"]["features"]
                                  + results.output("predict")["stages"]["features"],
                                  "pandas": peer.of(*LOAD_AND_FEATURES), "polars": sum(polars["stages"].values())},
            "peak_mib": {"ours": results.peak_mib(*OURS), "by_command": {name: results.peak_mib(name) for name in OURS}, "peer": peer.peak_mib,
                         "polars": results.peak_mib("peer.polars"), "peer_by_stage": peer.output["peaks"]},
            "auc": {name: [train["models"][name]["auc"], peer.output["auc"][name]] for name in MODELS},
            "segments": [results.output("segment")["evidence"]["chosen"], peer.output["segments"]["clusters"]],
            "reasons": {"explained": peer.output["explained"], "scale": peer.scale},
            "machine": {"processor": processor(), "cores": os.cpu_count(), "memory_gib": memory_gib(), "system": platform.platform(),
                        "load_average": os.getloadavg()[2], "python": platform.python_version(),
                        "packages": {name: version(name) for name in PACKAGES}}}


def timed(title, ours, peer):
    return row(title, f"{ours:.1f}", f"{peer:.1f}", peer / ours)


def table(f):
    m, w, line = f["machine"], f["whole"], "-" * sum(WIDTHS)
    lines = [row(f"{count(f['customers'])} customers × 12 months, s", "Auspex", "the peer", "ratio"), line]
    lines += [timed(*stage) for stage in f["stages"]]
    lines += [line, timed("the whole", w["ours"], w["peer"]),
              timed("  … if it loaded and made features with polars", w["ours"], w["peer_by_polars"]),
              timed("  processor seconds", w["ours_cpu"], w["peer_cpu"]),
              row("peak memory, MiB", count(f["peak_mib"]["ours"]), count(f["peak_mib"]["peer"]), f["peak_mib"]["peer"] / f["peak_mib"]["ours"]), line]
    a, b = f["features_alone"], f["load_and_features"]
    lines += [timed("features of one month alone: pandas", a["ours"], a["pandas"]), timed("  polars", a["ours"], a["polars"]),
              timed("load and all features: pandas", b["ours"], b["pandas"]), timed("  polars", b["ours"], b["polars"]), line]
    lines += [row(f"AUC on {count(f['test_rows'][0])} customers: {name}", f"{ours:.4f}", f"{peer:.4f}", f"{ours - peer:+.4f}")
              for name, (ours, peer) in f["auc"].items()]
    lines += [row("rows trained on", *map(count, f["trained_rows"])), row("customers scored", *map(count, f["scored"])),
              row("segments chosen", *map(str, f["segments"])), line]
    if f["reasons"]["scale"] > 1:
        lines.append(f"The peer explained {count(f['reasons']['explained'])} customers only; its time for reasons is scaled "
                     f"by {f['reasons']['scale']:.1f}.")
    lines += [f"Machine: {m['processor']}, {m['cores']} cores, {m['memory_gib']:.0f} GiB, {m['system']}; load average of the last 15 minutes "
              f"{m['load_average']:.1f}",
              "Versions: Python " + m["python"] + ", " + ", ".join(f"{name} {number}" for name, number in m["packages"].items())]
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("results")
    parser.add_argument("--json")
    arguments = parser.parse_args()
    figures = summary(Results(arguments.results))
    print(table(figures))
    if arguments.json:
        with open(arguments.json, "w", encoding="utf-8") as file:
            json.dump(figures, file, ensure_ascii=False, indent=2)


if __name__ == "__main__":
    main()
