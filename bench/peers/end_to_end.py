"""The peer end to end, as one process: a CSV of events and a trained model in, the specification's result file out."""
import argparse
import json
import time

import numpy as np
import pandas as pd

import journeys
import network
import strategy
from prepare import examples
from train import fit

TOP = 5


class Stages:
    """Seconds of each stage, by name."""

    def __init__(self):
        self.seconds, self.last = {}, time.perf_counter()

    def end(self, name):
        now = time.perf_counter()
        self.seconds[name] = self.seconds.get(name, 0) + now - self.last
        self.last = now


def train_here(events, actions, windows, epochs, way, batch):
    """A network fitted on a random sample of so many training windows of these events."""
    part = journeys.split_by_time(events)[0]
    use = journeys.in_slice(events, part)
    encoder = journeys.Encoder.fit(events, use, actions.names)
    ends = np.flatnonzero(use)
    ends = np.sort(np.random.default_rng(1).permutation(ends)[:windows])
    return encoder, fit(encoder, examples(events, encoder, part, ends), None, way, batch, epochs)


def five_likeliest(probabilities):
    top = np.argpartition(-probabilities, TOP, axis=1)[:, :TOP]
    values = np.take_along_axis(probabilities, top, axis=1)
    order = np.argsort(-values, axis=1, kind="stable")
    return np.take_along_axis(top, order, axis=1), np.take_along_axis(values, order, axis=1)


def result_of(events, actions, top, confidence, conversions, advice):
    """The result file's columns in their order; a step that does not exist is empty."""
    names = np.array(actions.names, dtype=object)
    result = {"user_pseudo_id": events.customers}
    for k in range(TOP):
        result[f"Top{k + 1}_next_action_group"] = pd.Categorical.from_codes(top[:, k], names)
        result[f"Top{k + 1}_confidence"] = confidence[:, k]
    result["Online_conversion_prob"], result["O2O_reservation_prob"] = (p[:, 0] for p in conversions)
    result["Marketing_Strategy"] = advice
    newest = events.begin[1:] - 1
    frame = events.frame
    result["last_event_time"] = frame["event_time"].to_numpy()[newest]
    result["last_platform"] = frame["platform"].array[newest]
    for back in range(journeys.STEPS):
        label = "last" if back == 0 else f"-{back + 1}"
        at = newest - back
        missing = at < events.begin[:-1]
        for column in ("action", "action_group"):
            values = frame[column].array
            codes = np.where(missing, -1, values.codes[at])
            result[f"{label}_{column}"] = pd.Categorical.from_codes(codes, dtype=values.dtype)
    return pd.DataFrame(result)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", required=True)
    parser.add_argument("--actions", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--model", help="folder of the trained model")
    parser.add_argument("--train-windows", type=int, help="train here on so many windows instead")
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--train-way", default=network.LOOP)
    parser.add_argument("--train-batch", type=int, default=256)
    parser.add_argument("--batch", type=int, default=8192)
    parser.add_argument("--way", default=network.LOOP)
    parser.add_argument("--plain", action="store_true", help="pandas as most people write it")
    arguments = parser.parse_args()
    stages = Stages()
    network.use_threads(arguments.threads)
    actions = strategy.Actions(arguments.actions)
    events = journeys.read_events(arguments.events, arguments.plain)
    count = len(events)
    now = events.frame["event_time"].max().to_datetime64()
    stages.end("read and sort")
    if arguments.train_windows:
        encoder, model = train_here(events, actions, arguments.train_windows, arguments.epochs, arguments.train_way, arguments.train_batch)
        stages.end("train")
    else:
        encoder, model = network.load(arguments.model, arguments.way)
        stages.end("load the model")
    events = journeys.keep_last_steps(events)
    newest = events.begin[1:] - 1
    inputs = journeys.windows_ending_at(events, encoder, newest)
    stages.end("windows")
    network.to_score(model, arguments.way)
    probabilities, *conversions = model.predict(inputs, batch_size=arguments.batch, verbose=0)
    stages.end("score")
    top, confidence = five_likeliest(probabilities)
    times = events.frame["event_time"].to_numpy()[newest]
    advice = strategy.advise(actions, inputs["action"], times, top, now)
    stages.end("advise")
    result = result_of(events, actions, top, confidence, conversions, advice)
    result.to_csv(arguments.out, index=False, encoding="utf-8-sig")
    stages.end("write")
    print(json.dumps({"customers": len(result), "events": count, "stages": stages.seconds}))


if __name__ == "__main__":
    main()
