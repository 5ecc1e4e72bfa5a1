"""Five models of the pack wealth's task with scikit-learn, LightGBM and XGBoost, each calibrated on customers set apart, and fitted once
where there are rows enough without them, else again on all rows.

Settings are those of src/learn/table/classifier_options.h: 300 trees of depth 24 with at least 20 rows a leaf; boosting in 400 rounds at rate 0.03 with
31 leaves (a leaf for 1,500 rows where there are fewer), ridge 10, 80 % of the rows and half of the columns. The tree has depth 12 and is not pruned
(ours is, by 5-fold cross-validation), and the regression gives no standard errors.
"""
from dataclasses import dataclass

import numpy as np
import pandas as pd
from lightgbm import LGBMClassifier
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.tree import DecisionTreeClassifier
from xgboost import XGBClassifier

ROUNDS, RATE, LEAST_ROWS, RIDGE, ROWS_SHARE, COLUMNS_SHARE = 400, 0.03, 20, 10, 0.8, 0.5
TREES, DEPTH, TREE_DEPTH = 300, 24, 12
ROWS_TO_FIT_ONCE = 100_000  # src/flow/task_training_rows.h
NAMES = ("logistic", "tree", "random_forest", "lightgbm", "xgboost")


def categories_of(table):
    return [name for name in table.columns if isinstance(table[name].dtype, pd.CategoricalDtype)]


class Coded:
    """A model of scikit-learn that takes categories as their codes, missing ones as NaN."""

    def __init__(self, model):
        self.model = model

    @staticmethod
    def matrix(table):
        return np.column_stack([table[name].cat.codes.replace(-1, np.nan) if isinstance(table[name].dtype, pd.CategoricalDtype) else table[name]
                                for name in table.columns]).astype(np.float32)

    def fit(self, table, outcomes):
        self.model.fit(self.matrix(table), outcomes)
        return self

    def predict_proba(self, table):
        return self.model.predict_proba(self.matrix(table))


def make(name, table, outcomes, threads, seed):
    leaves = int(np.clip(len(table) // 1500, 4, 31))
    if name == "logistic":
        texts = categories_of(table)
        numbers = [column for column in table.columns if column not in texts]
        return make_pipeline(ColumnTransformer([
            ("numbers", make_pipeline(SimpleImputer(strategy="median", add_indicator=True), StandardScaler()), numbers),
            ("texts", OneHotEncoder(handle_unknown="ignore", sparse_output=False, dtype=np.float32), texts)]), LogisticRegression(C=1, max_iter=1000))
    if name == "tree":
        return Coded(DecisionTreeClassifier(max_depth=TREE_DEPTH, min_samples_leaf=LEAST_ROWS, random_state=seed))
    if name == "random_forest":
        return Coded(RandomForestClassifier(TREES, max_depth=DEPTH, min_samples_leaf=LEAST_ROWS, max_features="sqrt", n_jobs=threads,
                                            random_state=seed))
    if name == "lightgbm":
        return LGBMClassifier(n_estimators=ROUNDS, learning_rate=RATE, num_leaves=leaves, min_child_samples=LEAST_ROWS, reg_lambda=RIDGE,
                              subsample=ROWS_SHARE, subsample_freq=1, colsample_bytree=COLUMNS_SHARE, max_cat_to_onehot=32,
                              n_jobs=threads, random_state=seed, verbosity=-1)
    share = float(np.mean(outcomes))
    return XGBClassifier(n_estimators=ROUNDS, learning_rate=RATE, tree_method="hist", grow_policy="lossguide", max_depth=0, max_leaves=leaves,
                         min_child_weight=LEAST_ROWS * share * (1 - share), reg_lambda=RIDGE, subsample=ROWS_SHARE, colsample_bytree=COLUMNS_SHARE,
                         enable_categorical=True, max_cat_to_onehot=32, n_jobs=threads, random_state=seed)


@dataclass
class Calibration:
    """None, Platt's or isotonic, as rows say that it was not fitted on."""
    kind: str
    fitted: object = None

    def __call__(self, probabilities):
        if self.kind == "platt":
            return self.fitted.predict_proba(logit(probabilities))[:, 1]
        return self.fitted.predict(probabilities) if self.kind == "isotonic" else probabilities


def logit(probabilities):
    p = np.clip(probabilities.astype(np.float64), 1e-9, 1 - 1e-9)
    return np.log(p / (1 - p))[:, None]


def fit_calibration(kind, probabilities, outcomes):
    if kind == "platt":
        return Calibration(kind, LogisticRegression(C=1e6).fit(logit(probabilities), outcomes))
    if kind == "isotonic":
        least = 1 / (len(outcomes) + 2)
        return Calibration(kind, IsotonicRegression(y_min=least, y_max=1 - least, out_of_bounds="clip").fit(probabilities, outcomes))
    return Calibration("none")


def choose_calibration(probabilities, outcomes):
    half = len(outcomes) // 2
    losses = {kind: log_loss(outcomes[half:], fit_calibration(kind, probabilities[:half], outcomes[:half])(probabilities[half:]))
              for kind in ("none", "platt", "isotonic")}
    return fit_calibration(min(losses, key=losses.get), probabilities, outcomes)


@dataclass
class Trained:
    name: str
    model: object
    calibration: Calibration

    def predict(self, table):
        return self.calibration(self.model.predict_proba(table)[:, 1])


def train(name, table, outcomes, apart, threads, seed, clock):
    """`apart`: rows to calibrate on. The model to be used is fitted on all rows, or, as ours, once on the others where they are rows enough. Seconds go
    to the stages "calibrate NAME" and "train NAME"."""
    held_out = make(name, table[~apart], outcomes[~apart], threads, seed).fit(table[~apart], outcomes[~apart])
    once = (~apart).sum() >= ROWS_TO_FIT_ONCE
    if once:
        clock.lap("train " + name)
    calibration = choose_calibration(held_out.predict_proba(table[apart])[:, 1], outcomes[apart])
    clock.lap("calibrate " + name)
    if once:
        return Trained(name, held_out, calibration)
    model = make(name, table, outcomes, threads, seed).fit(table, outcomes)
    clock.lap("train " + name)
    return Trained(name, model, calibration)


def auc(trained, table, outcomes):
    return float(roc_auc_score(outcomes, trained.predict(table)))
