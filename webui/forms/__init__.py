"""The forms: what is asked and how it is checked (`quick`, `details`), and the way from a form to a record and back
(`quick_mapping`, `details_mapping`). Nothing here knows routes or storage.
"""
