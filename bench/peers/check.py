"""Whether two result files are of the same work: same columns, customers and steps, and advice that the peer's own table of
strategies gives again from what the first file foretells."""
import argparse
import json

import numpy as np
import pandas as pd

import journeys
import strategy
from end_to_end import TOP

STEPS = ["last_action_group"] + [f"-{back}_action_group" for back in range(2, journeys.STEPS + 1)]


def advice_again(result, actions):
    classes = {name: k for k, name in enumerate(actions.names)}
    unknown = classes[journeys.UNKNOWN_ACTION]
    number = lambda column, missing: column.map(lambda name: classes.get(name, unknown) if name else missing).to_numpy(np.int64)
    windows = np.stack([number(result[name], -1) + 1 for name in reversed(STEPS)], axis=1)
    top = np.stack([number(result[f"Top{k}_next_action_group"], unknown) for k in range(1, TOP + 1)], axis=1)
    times = pd.to_datetime(result["last_event_time"], format="ISO8601").to_numpy()
    return strategy.advise(actions, windows, times, top, times.max())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--ours", required=True)
    parser.add_argument("--peer", required=True)
    parser.add_argument("--actions", required=True)
    arguments = parser.parse_args()
    read = lambda path: pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    ours, peer = read(arguments.ours), read(arguments.peer)
    same_columns = list(ours.columns) == list(peer.columns)
    both = ours.merge(peer, on="user_pseudo_id", suffixes=("", " of the peer"))
    steps = np.logical_and.reduce([both[name] == both[name + " of the peer"] for name in STEPS])
    first = both["Top1_next_action_group"] == both["Top1_next_action_group of the peer"]
    again = advice_again(ours, strategy.Actions(arguments.actions)) == ours["Marketing_Strategy"].to_numpy()
    print(json.dumps({"same_columns": same_columns, "ours": len(ours), "peer": len(peer), "both": len(both),
                      "same_steps": float(steps.mean()), "same_top1": float(first.mean()), "same_advice": float(again.mean())}))


if __name__ == "__main__":
    main()
