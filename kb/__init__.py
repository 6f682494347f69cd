"""CityKB's core: records, vocabularies, storage, search and use cases. No web framework, no HTML parser."""

__version__ = "0.1.0"
