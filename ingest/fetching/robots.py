"""What a site allows programs to ask for: `robots.txt`, as RFC 9309 describes it, read once per site and run."""

from __future__ import annotations

from collections.abc import Callable

from protego import Protego

from ingest.fetching.client import Answer, Limits
from ingest.fetching.target import NotFetched, Target, target_of

MAX_BYTES = 512 * 1024  # RFC 9309, section 2.5: at least 500 KiB are to be read
AGENT = "CityKB"
_LONGEST_PAUSE = 30.0  # seconds; a site that wants longer ones is asked after this all the same


class Robots:
    """The rules of each site; `ask` fetches a text, following redirects."""

    def __init__(self, ask: Callable[[Target, Limits], Answer]) -> None:
        self._ask = ask
        self._rules: dict[str, Protego | NotFetched] = {}

    def check(self, target: Target) -> None:
        """Raises NotFetched when the site does not allow this page, or when its rules cannot be read now."""
        rules = self._of(target)
        if not rules.can_fetch(target.url, AGENT):
            raise NotFetched(
                f"{target.host} does not allow programs to fetch this page (robots.txt). Save it in a browser and load the file."
            )

    def pause(self, target: Target) -> float:
        """The seconds the site wants between two requests, bounded; 0 when it says nothing."""
        return min(self._of(target).crawl_delay(AGENT) or 0.0, _LONGEST_PAUSE)

    def _of(self, target: Target) -> Protego:
        if target.site not in self._rules:
            self._rules[target.site] = self._read(target)
        found = self._rules[target.site]
        if isinstance(found, NotFetched):
            raise NotFetched(str(found)) from found
        return found

    def _read(self, target: Target) -> Protego | NotFetched:
        """A site without the file allows everything, one that fails to give it nothing for now (sections 2.3.1.3 and 4)."""
        try:
            answer = self._ask(target_of(f"{target.site}/robots.txt"), Limits(MAX_BYTES))
        except NotFetched as error:
            return NotFetched(f"Its robots.txt cannot be read, so {target.host} is not asked now: {error}")
        if answer.status == 200:
            return Protego.parse(answer.body.decode("utf-8", errors="replace"))
        if 400 <= answer.status < 500:
            return Protego.parse("")
        return NotFetched(
            f"{target.host} answers its robots.txt with status {answer.status}, so it is not asked now. Try again later."
        )
