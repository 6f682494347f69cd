"""The seam between search by meaning and a model: what turns a text into a vector."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]


class Encoder(Protocol):
    """Texts to vectors of length 1. Texts that mean alike lie near each other, in whatever language they are.

    Safe to use from several threads. Either method raises SearchUnavailable when the model cannot be used.
    """

    @property
    def name(self) -> str:
        """Model and weights, fit for the name of a folder. Vectors of encoders with different names are never compared."""
        ...

    @property
    def dimensions(self) -> int:
        """How many numbers a vector has."""
        ...

    def of_query(self, text: str) -> Vector:
        """The vector of what somebody looks for."""
        ...

    def of_passage(self, text: str) -> Vector:
        """The vector of a passage that may be found."""
        ...
