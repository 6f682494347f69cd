"""Writing a record: the quick form for a new or an existing one, and the form of what publishing needs.

Every button of a form posts the whole form, so each step works without JavaScript and nothing typed is lost. Buttons
that only change the form (add a row, read a document, tick all of a kind, suggest tags) answer with the form; saving
answers with a redirection. What was read from a document is saved only where a person has confirmed it
(`webui.handed_in`). `routes` has the addresses, `quick` and `details` answer the two forms, `quick_page` and
`details_page` show them, `open_answers` and `saving` are what both forms share.
"""

from webui.drafting.routes import blueprint

__all__ = ["blueprint"]
