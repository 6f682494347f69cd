"""Taking result sets out: one module per format, one registry, and the check that nothing is missing."""

from kb.export.formats import FORMATS, ExportFormat
from kb.export.result_set import ExportIncomplete, export_records, export_result_set

__all__ = ["FORMATS", "ExportFormat", "ExportIncomplete", "export_records", "export_result_set"]
