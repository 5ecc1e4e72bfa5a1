"""Arrays for measuring the peer apart from its reading: training, validation and test examples, or one window a customer."""
import argparse
import os

import numpy as np

import journeys
from strategy import Actions


def save(path, inputs, labels):
    np.savez(path, **{"x_" + name: block for name, block in inputs.items()}, **{"y_" + name: block for name, block in labels.items()})


def load(path):
    with np.load(path) as file:
        arrays = {name: file[name] for name in file.files}
    return ({name[2:]: block for name, block in arrays.items() if name[:2] == "x_"},
            {name[2:]: block for name, block in arrays.items() if name[:2] == "y_"})


def examples(events, encoder, part, ends=None):
    if ends is None:
        ends = np.flatnonzero(journeys.in_slice(events, part))
    return journeys.windows_ending_at(events, encoder, ends), journeys.labels_of(events, encoder, ends, part[2])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", required=True)
    parser.add_argument("--actions", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--encoder", help="only one window a customer, encoded by this")
    arguments = parser.parse_args()
    os.makedirs(arguments.out, exist_ok=True)
    events = journeys.read_events(arguments.events)
    if arguments.encoder:
        events = journeys.keep_last_steps(events)
        encoder = journeys.Encoder.load(arguments.encoder)
        save(os.path.join(arguments.out, "score.npz"), journeys.windows_ending_at(events, encoder, events.begin[1:] - 1), {})
        return
    parts = journeys.split_by_time(events)
    encoder = journeys.Encoder.fit(events, journeys.in_slice(events, parts[0]), Actions(arguments.actions).names)
    encoder.save(os.path.join(arguments.out, "encoder.json"))
    for name, part in zip(("train", "validate", "test"), parts):
        save(os.path.join(arguments.out, name + ".npz"), *examples(events, encoder, part))


if __name__ == "__main__":
    main()
