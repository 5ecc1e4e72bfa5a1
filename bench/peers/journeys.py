"""From a CSV of events to arrays for Keras: the last ten steps before each prediction, padded on the left.

Everything is one pass of pandas or numpy over columns; nothing loops over rows or customers.
"""
import json
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd

STEPS = 10
HORIZON = np.timedelta64(7, "D")
CONVERSIONS = ("完成網路投保", "完成O2O")
UNKNOWN_ACTION = "其他"
CATEGORIES = ("source", "medium", "platform")
COLUMNS = ["user_pseudo_id", "event_time", "action_group", *CATEGORIES, "staytime", "has_shared", "revisit_count", "action"]
NUMBERS = 9  # staytime, revisits, shared, gap, first step, and four of the clock
PAD, UNKNOWN = 0, 1  # classes of a category; real ones follow


@dataclass
class Events:
    """Events ordered by customer, then time. Those of customer c are begin[c] <= i < begin[c + 1]."""

    frame: pd.DataFrame
    customers: np.ndarray | pd.Index
    begin: np.ndarray
    owner: np.ndarray

    def __len__(self):
        return len(self.owner)


def read_events(path, plain=False):
    """`plain` is what most people write: pandas' own reader and sort_values, where an expert takes pyarrow and lexsort."""
    if plain:
        frame = pd.read_csv(path, usecols=COLUMNS, parse_dates=["event_time"]).sort_values(["user_pseudo_id", "event_time"], kind="stable")
    else:
        frame = pd.read_csv(path, usecols=COLUMNS, engine="pyarrow")
    if not pd.api.types.is_datetime64_any_dtype(frame["event_time"]):
        frame["event_time"] = pd.to_datetime(frame["event_time"], format="ISO8601")
    for name in ("action_group", "action", *CATEGORIES):
        frame[name] = frame[name].astype("category")
    owner, customers = pd.factorize(frame.pop("user_pseudo_id"))
    order = np.lexsort((frame["event_time"].to_numpy(), owner))
    begin = np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=len(customers)))])
    return Events(frame.take(order), customers, begin, owner[order])


def keep_last_steps(events):
    """The last ten events of every customer."""
    counts = np.minimum(np.diff(events.begin), STEPS)
    keep = np.arange(len(events)) >= events.begin[events.owner + 1] - STEPS
    begin = np.concatenate([[0], np.cumsum(counts)])
    return Events(events.frame[keep], events.customers, begin, events.owner[keep])


@dataclass
class Encoder:
    """What is fitted on the training slice and used again when predicting."""

    actions: list
    categories: dict
    means: list
    deviations: list
    gap_mean: float
    gap_deviation: float

    @staticmethod
    def fit(events, use, actions):
        categories = {}
        for name in CATEGORIES:
            counts = events.frame[name][use].value_counts()
            categories[name] = [str(value) for value in counts.index[counts >= 5]]
        numbers = raw_numbers(events)[use]
        gaps = raw_gaps(events)[use & ~first_steps(events)]
        return Encoder(list(actions), categories, numbers.mean(0).tolist(), np.maximum(numbers.std(0), 1e-6).tolist(),
                       float(gaps.mean()), float(max(gaps.std(), 1e-6)))

    def save(self, path):
        with open(path, "w", encoding="utf-8") as file:
            json.dump(asdict(self), file, ensure_ascii=False)

    @staticmethod
    def load(path):
        with open(path, encoding="utf-8") as file:
            return Encoder(**json.load(file))


def first_steps(events):
    first = np.zeros(len(events), bool)
    first[events.begin[:-1]] = True
    return first


def raw_numbers(events):
    frame = events.frame
    return np.stack([np.log1p(frame["staytime"].to_numpy(np.float32)), np.log1p(frame["revisit_count"].to_numpy(np.float32)),
                     frame["has_shared"].to_numpy(np.float32)], axis=1)


def raw_gaps(events):
    """log(1 + seconds since the step before), 0 at a customer's first step."""
    time = events.frame["event_time"].to_numpy()
    seconds = np.diff(time, prepend=time[:1]) / np.timedelta64(1, "s")
    seconds[first_steps(events)] = 0
    return np.log1p(np.maximum(seconds, 0)).astype(np.float32)


def clock(events):
    """Hour of day and day of week as sine and cosine."""
    hours = events.frame["event_time"].to_numpy().astype("datetime64[s]").astype(np.int64) / 3600 + 3 * 24  # 1970 began on a Thursday
    angles = [2 * np.pi * (hours % 24) / 24, 2 * np.pi * (hours % 168) / 168]
    return np.stack([f(angle) for angle in angles for f in (np.sin, np.cos)], axis=1).astype(np.float32)


def classes_of(column, classes, first, other):
    """Class of each row; done once for each distinct value, since the column is categorical."""
    numbers = {value: first + k for k, value in enumerate(classes)}
    of = np.array([numbers.get(str(value), other) for value in column.cat.categories] + [other], dtype=np.int32)
    return of[column.cat.codes.to_numpy()]  # code -1, an empty cell, takes the last


def action_classes(events, encoder):
    """0-based class of each event's action."""
    return classes_of(events.frame["action_group"], encoder.actions, 0, encoder.actions.index(UNKNOWN_ACTION))


def windows_ending_at(events, encoder, ends):
    """Model inputs for the windows of at most ten steps that end with the events numbered `ends`."""
    at = ends[:, None] - np.arange(STEPS - 1, -1, -1)
    begin = events.begin[events.owner[ends]][:, None]
    present = at >= begin
    at = np.where(present, at, 0)
    inputs = {"action": np.where(present, (action_classes(events, encoder) + 1)[at], PAD)}
    for name in CATEGORIES:
        column = classes_of(events.frame[name], encoder.categories[name], UNKNOWN + 1, UNKNOWN)
        inputs[name] = np.where(present, column[at], PAD)
    numbers = (raw_numbers(events) - np.float32(encoder.means)) / np.float32(encoder.deviations)
    gaps = (raw_gaps(events) - np.float32(encoder.gap_mean)) / np.float32(encoder.gap_deviation)
    first = at == np.maximum(begin, ends[:, None] - STEPS + 1)
    block = np.empty((len(ends), STEPS, NUMBERS), np.float32)
    block[:, :, :3] = numbers[at]
    block[:, :, 3] = np.where(first, 0, gaps[at])
    block[:, :, 4] = first
    block[:, :, 5:] = clock(events)[at]
    block[~present] = 0
    inputs["numbers"] = block
    return inputs


def split_by_time(events):
    """(from, to, labels end) of train, validate and test: cut at 70 % and 85 % of the period, with the horizon as gap."""
    time = events.frame["event_time"].to_numpy()
    first, last = time.min(), time.max() + np.timedelta64(1, "us")
    cuts = [first, first + (last - first) * 0.70, first + (last - first) * 0.85, last]
    return [(cuts[k], cuts[k + 1] - HORIZON, cuts[k + 1]) for k in range(3)]


def in_slice(events, part):
    time = events.frame["event_time"].to_numpy()
    return (time >= part[0]) & (time < part[1])


def labels_of(events, encoder, ends, labels_end):
    """Next action (-1: none before labels_end) and whether each conversion follows within the horizon."""
    time = events.frame["event_time"].to_numpy()
    actions = action_classes(events, encoder)
    stop = events.begin[events.owner[ends] + 1]
    following = np.minimum(ends + 1, len(events) - 1)
    known = (ends + 1 < stop) & (time[following] < labels_end)
    labels = {"next": np.where(known, actions[following], -1)}
    for name in CONVERSIONS:
        where = np.flatnonzero(actions == encoder.actions.index(name))
        slot = np.searchsorted(where, ends, side="right")
        where = np.append(where, len(events))
        found = where[slot]
        within = time[np.minimum(found, len(events) - 1)] - time[ends] <= HORIZON
        labels[name] = ((found < stop) & within).astype(np.float32)
    return labels
