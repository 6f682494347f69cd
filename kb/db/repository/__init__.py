"""Every query is a named function that takes a session first and returns values of `kb.records`.

Readers use the functions exported here. What changes the database lives in `writing`, `projecting` and `files` and is
called by the use cases (`kb.catalog`) only.
"""

from kb.db.repository.cited import (
    CitedSearch,
    Standing,
    add_cited_search,
    find_cited_search,
    public_titles,
    standing_of_ids,
    standing_of_slugs,
)
from kb.db.repository.nearby import concepts_of, sharing_concepts, texts_of
from kb.db.repository.published import (
    count_public_records,
    get_many_published,
    get_published,
    public_records,
    published_ids,
    published_revisions,
    stream_published,
)
from kb.db.repository.related import events_showing, transfers_to
from kb.db.repository.revisions import (
    get_public_revision,
    get_revision,
    list_public_revisions,
    list_revisions,
)
from kb.db.repository.workflow import (
    audit_of,
    comments_on,
    get_head,
    records_owned_by,
    review_queue,
    slug_exists,
    slugs_present,
)

__all__ = [
    "CitedSearch",
    "Standing",
    "add_cited_search",
    "audit_of",
    "comments_on",
    "concepts_of",
    "count_public_records",
    "events_showing",
    "find_cited_search",
    "get_head",
    "get_many_published",
    "get_public_revision",
    "get_published",
    "get_revision",
    "list_public_revisions",
    "list_revisions",
    "public_records",
    "public_titles",
    "published_ids",
    "published_revisions",
    "records_owned_by",
    "review_queue",
    "sharing_concepts",
    "slug_exists",
    "slugs_present",
    "standing_of_ids",
    "standing_of_slugs",
    "stream_published",
    "texts_of",
    "transfers_to",
]
