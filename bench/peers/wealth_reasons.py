"""Scores of customers with the five business features that moved each most: SHAP values summed by group, as `auspex predict` gives them."""
import tomllib

import numpy as np
import pandas as pd
import shap

BLOCK, REASONS, LIST_SHARE = 50_000, 5, 0.05


def groups_of(described_toml, features):
    """The group of each feature by its place, and the groups' names."""
    with open(described_toml, "rb") as file:
        group = {feature["name"]: feature["group"] for feature in tomllib.load(file)["feature"]}
    names = sorted({group[name] for name in features})
    return np.array([names.index(group[name]) for name in features]), names


def leading(values, groups, count):
    """Places of the features that lead the `count` strongest groups of each row, [rows][count]: within a group the one that pushes most its way."""
    order = np.argsort(groups, kind="stable")
    starts = np.flatnonzero(np.diff(groups[order], prepend=-1))
    sums = np.add.reduceat(values[:, order], starts, axis=1)
    strongest = np.argsort(-abs(sums), axis=1, kind="stable")[:, :count]
    shares = np.take_along_axis(sums, strongest, axis=1)
    first = np.empty_like(strongest)
    for group in range(len(starts)):
        members = np.flatnonzero(groups == group)
        up, down = members[values[:, members].argmax(axis=1)], members[values[:, members].argmin(axis=1)]
        first = np.where(strongest == group, np.where(shares >= 0, up[:, None], down[:, None]), first)
    return first, shares


def in_words(table, first, shares):
    """"feature = value, raises" of each row and reason."""
    texts = np.empty(first.shape, object)
    for place, name in enumerate(table.columns):
        rows, at = np.nonzero(first == place)
        if len(rows) == 0:
            continue
        values = table[name].iloc[rows]
        shown = values.astype(str) if isinstance(values.dtype, pd.CategoricalDtype) else values.map("{:,.4g}".format)
        texts[rows, at] = f"{name} = " + shown.to_numpy(object) + np.where(shares[rows, at] >= 0, " raises it", " lowers it")
    return texts


def explain(model, table, groups):
    explainer = shap.TreeExplainer(model)
    texts = []
    for begin in range(0, len(table), BLOCK):
        block = table.iloc[begin:begin + BLOCK]
        values = explainer.shap_values(block)
        values = values[1] if isinstance(values, list) else values
        texts.append(in_words(block, *leading(values, groups, REASONS)))
    return np.concatenate(texts)


def write(path, ids, month, probabilities, texts):
    """Ranked by probability; customers without reasons have none."""
    order = np.argsort(-probabilities, kind="stable")
    listed = np.arange(len(order)) < max(round(LIST_SHARE * len(order)), 1)
    frame = pd.DataFrame({"customer": ids[order], "cutoff": month, "probability": probabilities[order].round(6),
                          "rank": np.arange(1, len(order) + 1), "listed": listed})
    for i in range(REASONS):
        frame[f"reason {i + 1}"] = texts[order, i]
    frame.to_csv(path, index=False)
