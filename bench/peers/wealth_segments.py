"""Segments of the customers with scikit-learn: the columns of packs/wealth/segments.sql, scaled robustly, k by silhouette, k-means on everybody."""
import warnings

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.metrics import calinski_harabasz_score, davies_bouldin_score, silhouette_score
from sklearn.preprocessing import RobustScaler

TELLING = ("total_assets", "stock_share", "safe_share", "fund_share", "investments", "card_expense", "app_opens", "compares", "age")
LEAST, MOST, CLIP, SKEWED = 4, 8, 3, 2
EVIDENCE_ROWS, SILHOUETTE_ROWS, EVIDENCE_STARTS = 10_000, 4_000, 5


def columns(base, months, month):
    """One row a customer: the newest holdings of the last three months, means of what was done in them."""
    last = slice(max(month - months.first - 2, 0), month - months.first + 1)
    there = ~np.isnan(months.columns["total"][last])
    newest = len(there) - 1 - there[::-1].argmax(axis=0)
    rows = np.flatnonzero(there.any(axis=0))

    def of_newest(name, missing):
        values = np.take_along_axis(months.columns[name][last], newest[None], axis=0)[0][rows]
        return np.where(np.isnan(values), missing, values)

    def mean(name):
        return np.nanmean(months.columns[name][last][:, rows], axis=0)

    stock, cash, fixed, equity, alternative = (of_newest(name, 0) for name in ("stock", "cash", "fixed", "equity", "alternative"))
    people = base.iloc[rows]
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore", RuntimeWarning)  # of nanmean, for nobody
        total = stock + cash + fixed + equity + alternative
        held = np.where(total == 0, np.nan, total)
        frame = pd.DataFrame({
            "total_assets": np.maximum(total, 0), "stock_share": stock / held, "safe_share": (fixed + cash) / held,
            "fund_share": (equity + alternative) / held, "investments": mean("investments"), "trades": mean("trades"),
            "card_expense": mean("expense"), "app_opens": mean("opens"), "compares": mean("compares"),
            "products": of_newest("products", np.nan), "age": people["age"].to_numpy(), "married": (people["marriage_status"] == "已婚").to_numpy(),
            "large_city": people["city_level"].isin(["一线", "新一线"]).to_numpy(), "retired": (people["occupation_type"] == "退休").to_numpy(),
            "owner_or_professional": people["occupation_type"].isin(["企业主", "专业人士"]).to_numpy()}, dtype=np.float32)
    return rows, frame


class Scaling:
    """Long tails to logarithms, median 0, interquartile range 1, at most ± CLIP, missing values the median."""

    def __init__(self, frame):
        told = frame[list(TELLING)].astype(np.float64)
        self.units = {name: told[name][told[name] != 0].abs().median() for name in TELLING if abs(told[name].skew()) >= SKEWED}
        self.scaler = RobustScaler().fit(self.shaped(told))

    def shaped(self, told):
        return told.assign(**{name: np.log1p(told[name].clip(lower=0) / unit) for name, unit in self.units.items()})

    def apply(self, frame):
        scaled = self.scaler.transform(self.shaped(frame[list(TELLING)].astype(np.float64)))
        return np.nan_to_num(np.clip(scaled, -CLIP, CLIP)).astype(np.float32)


def choose_number(points, seed):
    """Evidence for 2 … MOST segments on a sample; the best silhouette of LEAST and more."""
    sample = points[np.random.default_rng(seed).choice(len(points), min(EVIDENCE_ROWS, len(points)), replace=False)]
    evidence = {}
    for k in range(2, MOST + 1):
        labels = KMeans(k, n_init=EVIDENCE_STARTS, random_state=seed).fit_predict(sample)
        evidence[k] = {"silhouette": float(silhouette_score(sample, labels, sample_size=min(SILHOUETTE_ROWS, len(sample)), random_state=seed)),
                       "calinski_harabasz": float(calinski_harabasz_score(sample, labels)),
                       "davies_bouldin": float(davies_bouldin_score(sample, labels))}
    return max((k for k in evidence if k >= LEAST), key=lambda k: evidence[k]["silhouette"]), evidence


def profile(frame, labels):
    """Mean, median, lift and difference in standard deviations of each column and segment."""
    by = frame.groupby(labels)
    mean, everybody = by.mean(), frame.mean()
    return pd.concat({"mean": mean, "median": by.median(), "lift": mean / everybody, "z": (mean - everybody) / frame.std()}, axis=1)


def segment(base, months, month, path, seed):
    """Writes customer, segment and that of the month before; profiles beside it."""
    rows, frame = columns(base, months, month)
    scaling = Scaling(frame)
    points = scaling.apply(frame)
    clusters, evidence = choose_number(points, seed)
    model = KMeans(clusters, n_init=4 if len(points) > 100_000 else 10, random_state=seed).fit(points)
    place = np.argsort(np.argsort(-np.bincount(model.labels_), kind="stable"), kind="stable")
    labels = place[model.labels_]
    rows_before, before = columns(base, months, month - 1)
    were = np.full(len(base), -1)
    were[rows_before] = place[model.predict(scaling.apply(before))]
    moves = pd.crosstab(were[rows], labels)
    out = pd.DataFrame({"user_id": base["user_id"].to_numpy()[rows], "month": str(np.datetime64(month, "M")), "cluster": labels + 1,
                        "cluster_before": were[rows] + 1})
    out.to_csv(path, index=False)
    profile(frame, labels).to_csv(path.with_suffix(".profiles.csv"))
    return {"clusters": clusters, "inertia": float(model.inertia_), "silhouette": {k: each["silhouette"] for k, each in evidence.items()},
            "customers": len(rows), "moved": int(moves.to_numpy().sum() - sum(moves.at[k, k] for k in moves.columns if k in moves.index))}
