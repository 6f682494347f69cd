"""Making the file of further cities, `kb/vocab/data/world-cities.tsv`, and the countries from GeoNames and CLDR.

Only whoever renews these files runs this, with `python -m ingest.world_cities`; the program reads what it wrote. The
sources and the command are in `kb/vocab/data/CITIES-SOURCES.md`, the choices made by hand in
`ingest/data/world-cities.yaml`.
"""
