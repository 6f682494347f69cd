"""From a file to a draft record: discover, read, map sections, normalise, tag, validate, import, report."""
