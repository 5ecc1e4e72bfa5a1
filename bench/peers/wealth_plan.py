"""Which months train and test, as src/flow/task_rows.cc plans them. Months are counted from 1970-01."""
from dataclasses import dataclass


@dataclass
class Plan:
    newest: int
    test: int       # the newest month whose horizon is there whole
    training: list  # their horizons end with the test's month at the latest; latest first


def cutoffs_of(first, last, horizon, least_months, most):
    test = last - horizon
    earliest = first + least_months - 1
    return Plan(last, test, list(range(test - horizon, earliest - 1, -1))[:most])
