"""Logistic regression with the squared length of the coefficients as penalty."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]

_STEPS, _CLOSE = 50, 1e-6
_FREE = 1e-9  # the penalty of the intercept, which has none but keeps the equations solvable


class Fitted(NamedTuple):
    """Per label a column of coefficients and an intercept."""

    coefficients: Matrix
    intercepts: Matrix

    def log_odds(self, values: Matrix) -> Matrix:
        """Rows of values by labels."""
        found: Matrix = values @ self.coefficients + self.intercepts
        return found


def fit(values: Matrix, labels: Matrix, penalty: float) -> Fitted:
    """What minimises, for each column of labels (0 to 1), Σ log loss + penalty / 2 · Σ coefficient².

    By Newton's method in the space that the rows of values span: the penalty is the same there, and there are mostly fewer
    rows than columns.
    """
    rows, scales, axes = np.linalg.svd(values, full_matrices=False)
    inside = np.hstack([rows * scales, np.ones((len(values), 1))])
    ridge = np.diag([penalty] * len(scales) + [_FREE])
    found = np.stack([_newton(inside, column, ridge) for column in labels.T], axis=1)
    return Fitted(axes.T @ found[:-1], found[-1])


def _newton(values: Matrix, labels: Matrix, ridge: Matrix) -> Matrix:
    found = np.zeros(values.shape[1])
    for _ in range(_STEPS):
        chances = 1 / (1 + np.exp(-values @ found))
        slope = values.T @ (chances - labels) + ridge @ found
        curvature = (values * (chances * (1 - chances))[:, None]).T @ values + ridge
        step = np.linalg.solve(curvature, slope)
        found -= step
        if np.abs(step).max() < _CLOSE:
            break
    return found
