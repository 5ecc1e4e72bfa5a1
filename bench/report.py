"""One table of what bench/run.sh measured: medians, ratios, where the time goes, the machine and the versions.

    report.py RESULTS [--json FILE]     the table on stdout
    report.py RESULTS --choices         settings of the peer's later runs as shell assignments
"""
import argparse
import json
from statistics import median

WIDTHS = (58, 16, 16, 9)
OUR_BATCH, HIDDEN, ACTION_COLUMNS, CATEGORY_COLUMNS, NUMBERS, CONVERSIONS = 256, 96, 32, 8, 9, 2  # src/learn/sequence_options.h
LIMIT_GIB = 4


class Results:
    """Measurements by label, in the order they were made."""

    def __init__(self, path):
        self.lines = {}
        with open(path, encoding="utf-8") as file:
            for line in map(json.loads, file):
                self.lines.setdefault(line["label"], []).append(line)

    def outputs(self, label):
        return [line["output"] for line in self.lines.get(label, [])]

    def output(self, label):
        return self.outputs(label)[-1]

    def seconds(self, label):
        return median(line["seconds"] for line in self.lines[label])

    def cpu_seconds(self, *labels):
        return sum(median(line["cpu_seconds"] for line in self.lines[label]) for label in labels)

    def peak_mib(self, *labels):
        return max(line["peak_mib"] for label in labels for line in self.lines[label])

    def peer_speeds(self, label):
        """Median windows a second by setting."""
        runs = [output["windows_per_second"] for output in self.outputs(label)]
        return {setting: median(run[setting] for run in runs) for setting in runs[0]}


def lstm_of(output):
    return next(model for model in output["models"] if model["name"] == "lstm")


def best(speeds, among=""):
    """The fastest setting whose name ends with `among`, and its speed."""
    return max(((name, speed) for name, speed in speeds.items() if name.endswith(among)), key=lambda pair: pair[1])


def uncompiled(speeds):
    """Without XLA, whose compilation would cost a single run more than it gains."""
    return {name: speed for name, speed in speeds.items() if "xla" not in name}


def choices(results):
    lstm = lstm_of(results.output("train"))
    score_way, score_batch = best(uncompiled(results.peer_speeds("peer.score")))[0].split()
    train_way = best(results.peer_speeds("peer.train.speed"), f" {OUR_BATCH}")[0].split()[0]
    return {"score_way": score_way, "score_batch": score_batch, "train_way": train_way, "train_batch": OUR_BATCH, "train_windows": lstm["windows"], "train_epochs": lstm["epochs"]}


def training(results):
    runs = [lstm_of(output) for output in results.outputs("train.speed")]
    windows = median(run["windows"] * run["epochs"] / run["seconds"] for run in runs)
    examples = median(run["steps"] * run["epochs"] / run["seconds"] for run in runs)
    speeds = results.peer_speeds("peer.train.speed")
    (name, fastest), (same_name, same) = best(speeds), best(speeds, f" {OUR_BATCH}")
    return {"windows_per_second": windows, "examples_per_second": examples, "peer": speeds, "peer_best": name, "peer_same_batch": same_name,
            "peer_plain": speeds[f"loop {OUR_BATCH}"], "ratio_plain": windows / speeds[f"loop {OUR_BATCH}"], "ratio_same_batch": windows / same, "ratio_best_batch": windows / fastest, "ratio_examples_best_batch": examples / fastest}


def quality(results):
    ours, peer = results.output("evaluate"), results.output("peer.train.quality")["test"]
    trained = lstm_of(results.output("train.quality"))
    return {"ours": {"top1": ours["top1"], "log_loss": ours["log_loss"], "seconds": trained["seconds"], "examples": trained["steps"]},
            "peer": {**peer, "seconds": results.output("peer.train.quality")["seconds"],
                     "examples": results.output("peer.train.quality")["windows"]}}


def scoring(results):
    ours = median(output["customers"] / output["stages"]["score"] for output in results.outputs("predict"))
    speeds = results.peer_speeds("peer.score")
    name, fastest = best(speeds)
    return {"windows_per_second": ours, "peer": speeds, "peer_best": name, "ratio": ours / fastest, "ratio_plain": ours / speeds["loop 1024"],
            "mean_steps": results.output("peer.score")["mean_steps"]}


def end_to_end(results):
    steps = ("init", "ingest", "predict")
    peer, with_training = results.seconds("peer.end_to_end"), results.seconds("peer.end_to_end.training")
    seconds = sum(map(results.seconds, steps))
    trained = seconds + results.seconds("train")
    return {"customers": results.output("predict")["customers"], "events": results.output("ingest")["kept"],
            "seconds": seconds, "cpu_seconds": results.cpu_seconds(*steps), "peak_mib": results.peak_mib(*steps), "by_command": {step: results.seconds(step) for step in steps},
            "peer_plain_seconds": results.seconds("peer.end_to_end.plain"), "ratio_plain": results.seconds("peer.end_to_end.plain") / seconds,
            "peer_seconds": peer, "peer_cpu_seconds": results.cpu_seconds("peer.end_to_end"),
            "peer_peak_mib": results.peak_mib("peer.end_to_end"), "ratio": peer / seconds,
            "with_training": {"windows": lstm_of(results.output("train"))["windows"], "epochs": lstm_of(results.output("train"))["epochs"],
                              "seconds": trained, "peak_mib": results.peak_mib(*steps, "train"), "peer_seconds": with_training,
                              "peer_peak_mib": results.peak_mib("peer.end_to_end.training"), "ratio": with_training / trained}}


def shares(results):
    """Seconds of each stage of predict: medians over the runs, and the peer's."""
    stages = {name: median(output["stages"].get(name, 0) for output in results.outputs("predict"))
              for name in results.output("predict")["stages"]}
    return {"predict": stages, "peer": results.output("peer.end_to_end")["stages"]}


def flop_of_sequence(results, steps):
    """Multiplications and additions of a forward pass over so many steps, and the heads once."""
    encoder = results.output("peer.train.quality")["classes"]
    inputs = ACTION_COLUMNS + sum(min(CATEGORY_COLUMNS, classes + 1) for classes in encoder["categories"].values()) + NUMBERS
    return steps * 2 * 4 * HIDDEN * (inputs + HIDDEN) + 2 * HIDDEN * (encoder["actions"] + CONVERSIONS)


def limits(results, score):
    probe = results.output("probe")
    reached = score["windows_per_second"] * flop_of_sequence(results, score["mean_steps"]) / 1e9
    return {**{name: probe[name] for name in ("copy_gb_per_second", "gflops")}, "scoring_gflops": reached,
            "share_of_gflops": reached / probe["gflops"]}


def summary(results):
    score = scoring(results)
    return {"machine": results.output("probe"), "training": training(results), "quality": quality(results), "scoring": score,
            "end_to_end": end_to_end(results), "check": results.output("check"), "stages": shares(results), "limits": limits(results, score)}


def row(name, ours="", peer="", ratio=""):
    ratio = f"{ratio:.1f}x" if isinstance(ratio, float) else ratio
    return f"{name:<{WIDTHS[0]}}{ours:>{WIDTHS[1]}}{peer:>{WIDTHS[2]}}{ratio:>{WIDTHS[3]}}"


def count(number):
    return f"{number:,.0f}"


def speed_rows(s):
    t, score = s["training"], s["scoring"]
    same, fastest = t["peer"][t["peer_same_batch"]], t["peer"][t["peer_best"]]
    return [row(f"Training, windows/s, Keras as it comes (loop {OUR_BATCH})", count(t["windows_per_second"]), count(t["peer_plain"]), t["ratio_plain"]),
            row(f"Training, windows/s, batch {OUR_BATCH} ({t['peer_same_batch']})", count(t["windows_per_second"]), count(same), t["ratio_same_batch"]),
            row(f"Training, windows/s, the peer's best ({t['peer_best']})", count(t["windows_per_second"]), count(fastest), t["ratio_best_batch"]),
            row("Training, labelled examples/s, the peer's best", count(t["examples_per_second"]), count(fastest), t["ratio_examples_best_batch"]),
            row("Scoring, windows/s, Keras as it comes (loop 1024)", count(score["windows_per_second"]), count(score["peer"]["loop 1024"]), score["ratio_plain"]),
            row(f"Scoring, windows/s, the peer's best ({score['peer_best']})", count(score["windows_per_second"]),
                count(score["peer"][score["peer_best"]]), score["ratio"])]


def end_to_end_rows(s):
    e, w = s["end_to_end"], s["end_to_end"]["with_training"]
    return [row(f"{count(e['customers'])} customers, {count(e['events'])} events: CSV to result, s"),
            row("  pandas and Keras as they come", f"{e['seconds']:.1f}", f"{e['peer_plain_seconds']:.1f}", e["ratio_plain"]),
            row("  tuned by an expert (pyarrow, lexsort, best batch)", f"{e['seconds']:.1f}", f"{e['peer_seconds']:.1f}", e["ratio"]),
            row("  processor time, s", f"{e['cpu_seconds']:.1f}", f"{e['peer_cpu_seconds']:.1f}", e["peer_cpu_seconds"] / e["cpu_seconds"]),
            row("  peak memory, MiB", count(e["peak_mib"]), count(e["peer_peak_mib"]), e["peer_peak_mib"] / e["peak_mib"]),
            row(f"  with training ({count(w['windows'])} windows, {w['epochs']} epochs), s", f"{w['seconds']:.1f}", f"{w['peer_seconds']:.1f}", w["ratio"]),
            row("  peak memory, MiB", count(w["peak_mib"]), count(w["peer_peak_mib"]), w["peer_peak_mib"] / w["peak_mib"])]


def quality_rows(s):
    ours, peer = s["quality"]["ours"], s["quality"]["peer"]
    return [row("Next action on the same test slice: top-1", f"{ours['top1']:.4f}", f"{peer['top1']:.4f}"),
            row("  log loss", f"{ours['log_loss']:.4f}", f"{peer['log_loss']:.4f}"),
            row("  labelled examples trained on", count(ours["examples"]), count(peer["examples"])),
            row("  training, s", f"{ours['seconds']:.1f}", f"{peer['seconds']:.1f}", peer["seconds"] / ours["seconds"])]


def stage_line(title, stages):
    total = sum(stages.values())
    parts = [f"{name} {seconds:.2f} s ({100 * seconds / total:.0f} %)" for name, seconds in stages.items()]
    return f"{title}: " + " · ".join(parts)


def notes(s):
    m, c, lim, e = s["machine"], s["check"], s["limits"], s["end_to_end"]
    over = e["with_training"]["peak_mib"] > LIMIT_GIB * 1024
    return [stage_line("Auspex, whole commands", e["by_command"]), stage_line("Auspex, predict", s["stages"]["predict"]),
            stage_line("Peer, end to end", s["stages"]["peer"]),
            f"Limits: copy {lim['copy_gb_per_second']:.1f} GB/s · sgemm {lim['gflops']:.0f} GFLOP/s · scoring reaches {lim['scoring_gflops']:.0f} GFLOP/s "
            f"({100 * lim['share_of_gflops']:.0f} %) at {s['scoring']['mean_steps']:.1f} steps a window",
            f"Memory: {'OVER' if over else 'within'} the {LIMIT_GIB} GiB allowed",
            f"Same work: columns {'equal' if c['same_columns'] else 'DIFFER'} · customers {count(c['ours'])} / {count(c['peer'])} · last steps equal in "
            f"{100 * c['same_steps']:.2f} % · advice recomputed by the peer equal in {100 * c['same_advice']:.2f} % · same likeliest action {100 * c['same_top1']:.1f} %",
            f"Machine: {m['processor']}, {m['cores']} cores, {m['memory_gib']:.0f} GiB, {m['system']}",
            "Versions: Python " + m["python"] + ", " + ", ".join(f"{name} {number}" for name, number in m["packages"].items())]


def table(s):
    head = row("", "Auspex", "pandas+Keras", "ratio")
    line = "-" * sum(WIDTHS)
    return "\n".join([head, line, *speed_rows(s), *end_to_end_rows(s), *quality_rows(s), line, *notes(s)])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("results")
    parser.add_argument("--json")
    parser.add_argument("--choices", action="store_true")
    arguments = parser.parse_args()
    results = Results(arguments.results)
    if arguments.choices:
        print(" ".join(f"{name}={value}" for name, value in choices(results).items()))
        return
    figures = summary(results)
    print(table(figures))
    if arguments.json:
        with open(arguments.json, "w", encoding="utf-8") as file:
            json.dump(figures, file, ensure_ascii=False, indent=2)


if __name__ == "__main__":
    main()
