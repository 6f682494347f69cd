"""Records side by side: `matrix` aligns them field by field, `writers` print the same table as Markdown, CSV or JSON."""

from kb.compare.cells import Cell, CellPart
from kb.compare.matrix import Comparison, Group, Row, matrix
from kb.compare.writers import WRITERS

__all__ = ["WRITERS", "Cell", "CellPart", "Comparison", "Group", "Row", "matrix"]
