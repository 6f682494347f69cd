"""Pages from the web, fetched politely and within bounds, and kept as they were captured.

`target` what may be asked for, and where it is · `client` one bounded request to a checked address · `robots` what a
site allows · `fetcher` redirects, robots, pauses and conditional requests · `captures` the pages kept on disk.
"""

from ingest.fetching.captures import Capture, Captures
from ingest.fetching.fetcher import Fetcher, is_web_address
from ingest.fetching.target import NotFetched

__all__ = ["Capture", "Captures", "Fetcher", "NotFetched", "is_web_address"]
