"""One table of what bench/learn.sh measured: medians, ratios, memory, whether both did the same work, the machine and the versions.

    learn_report.py RESULTS [--json FILE]
"""
import argparse
import json
import os
import platform
from importlib.metadata import version
from statistics import median

from probe import memory_gib, processor
from report import WIDTHS, Results, count, row

PACKAGES = ("scikit-learn", "lightgbm", "shap", "numpy")


class Side:
    """Medians of one label's runs."""

    def __init__(self, results, label):
        self.peak_mib = results.peak_mib(label)
        self.outputs = results.outputs(label)

    def of(self, key):
        return median(output[key] for output in self.outputs)


def apart(ours, peer, key):
    """How far the two are apart in what they must agree in, as a share."""
    return abs(ours.of(key) - peer.of(key)) / max(abs(peer.of(key)), 1e-300)


def faster(ours, peer, key):
    """What the peer takes, over what we take."""
    return ours.of("rows_per_second") / peer.of("rows_per_second") if key == "rows_per_second" else peer.of("seconds") / ours.of("seconds")


def compare(results, ours, peer, key, same):
    """`same`: the figure that shows that both did the same work."""
    ours, peer = Side(results, ours), Side(results, peer)
    return {"peer_program": peer.outputs[-1]["program"], "key": key, "ours": ours.of(key), "peer": peer.of(key), "ratio": faster(ours, peer, key),
            "peak_mib": ours.peak_mib, "peer_peak_mib": peer.peak_mib, "data_mib": ours.of("data_mib"), "peer_data_mib": peer.of("data_mib"),
            "same": same, "ours_same": ours.of(same), "peer_same": peer.of(same), "apart": apart(ours, peer, same)}


COMPARISONS = (  # title, our label, the peer's, what is compared, what must be alike
    ("Scoring, rows/s: LightGBM predict", "score", "lightgbm.predict", "rows_per_second", "check"),
    ("SHAP, rows/s: LightGBM pred_contrib", "shap", "peer.pred_contrib", "rows_per_second", "check"),
    ("SHAP, rows/s: shap.TreeExplainer as it comes", "shap", "peer.shap", "rows_per_second", "check"),
    ("SHAP, rows/s: shap's own code (one thread)", "shap", "peer.shap_own", "rows_per_second", "check"),
    ("K-means, s: scikit-learn KMeans", "kmeans", "peer.kmeans", "seconds", "inertia"),
    ("Logistic regression, s: scikit-learn as it comes (lbfgs)", "logistic", "peer.logistic.lbfgs", "seconds", "log_loss"),
    ("Logistic regression, s: … newton-cholesky", "logistic", "peer.logistic.newton-cholesky", "seconds", "log_loss"),
    ("Random forest, s: scikit-learn RandomForestClassifier", "forest", "peer.forest", "seconds", "test_auc"),
)


def summary(results):
    figures = {"comparisons": {title: compare(results, *labels) for title, *labels in COMPARISONS if labels[0] in results.lines}}
    if "shap" in results.lines:
        figures["shap_cost_in_scorings"] = Side(results, "score").of("rows_per_second") / Side(results, "shap").of("rows_per_second")
    figures["machine"] = {"processor": processor(), "cores": os.cpu_count(), "memory_gib": memory_gib(), "system": platform.platform(),
                          "python": platform.python_version(), "packages": {name: version(name) for name in PACKAGES}}
    return figures


def shown(key, number):
    return count(number) if key == "rows_per_second" else f"{number:.2f}"


def rows_of(title, c):
    names = {"check": "sum of magnitudes, first 200 rows", "test_auc": "AUC on rows held out", "log_loss": "log loss"}
    return [row(title, shown(c["key"], c["ours"]), shown(c["key"], c["peer"]), c["ratio"]),
            row(f"  {names.get(c['same'], c['same'])}", f"{c['ours_same']:.7g}", f"{c['peer_same']:.7g}", f"{c['apart']:.0e}"),
            row("  peak memory, MiB", count(c["peak_mib"]), count(c["peer_peak_mib"]), c["peer_peak_mib"] / c["peak_mib"]),
            row("  of it before the work began", count(c["data_mib"]), count(c["peer_data_mib"]))]


def table(figures):
    m, line = figures["machine"], "-" * sum(WIDTHS)
    lines = [row("", "Auspex", "the peer", "ratio"), line]
    for title, comparison in figures["comparisons"].items():
        lines += rows_of(title, comparison)
    lines.append(line)
    if "shap_cost_in_scorings" in figures:
        lines.append(f"SHAP costs {figures['shap_cost_in_scorings']:.1f} plain scorings of the same rows")
    lines += [f"Machine: {m['processor']}, {m['cores']} cores, {m['memory_gib']:.0f} GiB, {m['system']}",
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
