"""Reading a search from command-line options, as the web reads it from an address."""

from __future__ import annotations

import click

from kb.search.fields import FILTERS
from kb.search.request import SearchRequest
from kb.vocab import Vocabulary


def search_request(
    query: str, filters: tuple[str, ...], sort: str, vocabulary: Vocabulary, *, words_only: bool
) -> SearchRequest:
    """The request of `QUERY --filter field=value... --words-only`.

    Raises click.UsageError for a filter that is not known: a script must not get more than it asked for.
    """
    params: dict[str, list[str]] = {"q": [query], "sort": [sort], "match": ["words"] if words_only else []}
    for option in filters:
        name, separator, value = option.partition("=")
        if not separator or name not in FILTERS:
            raise click.UsageError(f"--filter {option}: write field=value; fields are {', '.join(FILTERS)}.")
        params.setdefault(name, []).append(value)
    request = SearchRequest.from_params(params, vocabulary)
    unusable = [problem for problem in request.problems if problem.field in (*FILTERS, "sort")]
    if unusable:
        raise click.UsageError("; ".join(str(problem) for problem in unusable))
    return request
