"""From a web address to a capture: robots.txt first, pauses between requests, few redirects, nothing fetched twice."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ingest.fetching.captures import Capture, Captures
from ingest.fetching.client import Answer, Client, Limits
from ingest.fetching.media_types import bare_type, media_type_of
from ingest.fetching.robots import Robots
from ingest.fetching.target import MayReach, NotFetched, Target, is_public, target_of

MAX_REDIRECTS = 5
SHORTEST_PAUSE = 1.0  # seconds between two requests to one site
LONGEST_WAIT = 60.0  # seconds; a site that asks to come back later is waited for once, and no longer
_REDIRECTS = (301, 302, 303, 307, 308)
_COME_BACK = (429, 503)


def is_web_address(text: str) -> bool:
    """Whether an argument of the command line is an address and not a path."""
    return text.lower().startswith(("http://", "https://"))


@dataclass(slots=True)
class Clock:
    """Time and waiting, so that tests need not wait."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _last: dict[str, float] = field(default_factory=dict)

    def pause(self, site: str, seconds: float) -> None:
        """Wait until the last request to the site lies so many seconds back."""
        if site in self._last:
            self.sleep(max(0.0, self._last[site] + seconds - self.now()))
        self._last[site] = self.now()


class Fetcher:
    """Fetches pages into `captures`, each at most `limits.max_bytes` long. One run uses one fetcher."""

    def __init__(
        self,
        captures: Captures,
        limits: Limits,
        user_agent: str,
        may_reach: MayReach = is_public,
        clock: Clock | None = None,
    ) -> None:
        self._captures, self._limits = captures, limits
        self._client = Client(user_agent, may_reach)
        self._robots = Robots(lambda target, limits: self._followed(target, limits, {}, checks=False)[0])
        self._clock = clock or Clock()

    def fetch(self, url: str) -> Capture:
        """The page of an address as it is now; the last capture again when nothing has changed since.

        Raises NotFetched with what to do.
        """
        target = target_of(url)
        known = self._captures.latest(target.url)
        answer, final = self._followed(target, self._limits, _conditions(known), checks=True)
        if answer.status == 304 and known is not None:
            return known
        media_type = _media_type(answer, final)
        if known is not None and known.sha256 == hashlib.sha256(answer.body).hexdigest():
            return known
        return self._captures.keep(
            target.url, final.url, answer.body, media_type, answer.headers, datetime.now(UTC)
        )

    def _followed(
        self, target: Target, limits: Limits, conditions: Mapping[str, str], *, checks: bool
    ) -> tuple[Answer, Target]:
        """The answer behind at most MAX_REDIRECTS redirects, each of which must be allowed like the first."""
        for _ in range(MAX_REDIRECTS + 1):
            answer = self._asked(target, limits, conditions, checks=checks)
            location = answer.headers.get("location", "")
            if answer.status not in _REDIRECTS or not location:
                return answer, target
            target = target.joined(location)
        raise NotFetched(f"The address leads on more than {MAX_REDIRECTS} times. Give the one where it ends.")

    def _asked(
        self, target: Target, limits: Limits, conditions: Mapping[str, str], *, checks: bool
    ) -> Answer:
        """One polite request; `checks` is False for robots.txt itself."""
        if checks:
            self._robots.check(target)
        pause = max(SHORTEST_PAUSE, self._robots.pause(target)) if checks else SHORTEST_PAUSE
        self._clock.pause(target.site, pause)
        answer = self._client.get(target, limits, conditions)
        wait = _seconds(answer.headers.get("retry-after", ""))
        if answer.status in _COME_BACK and wait is not None and wait <= LONGEST_WAIT:
            self._clock.pause(target.site, max(wait, pause))
            answer = self._client.get(target, limits, conditions)
        return answer


def _conditions(known: Capture | None) -> dict[str, str]:
    if known is None:
        return {}
    given = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in given.items() if value}


def _seconds(retry_after: str) -> float | None:
    return float(retry_after) if retry_after.isascii() and retry_after.isdigit() else None


def _media_type(answer: Answer, target: Target) -> str:
    """What the answer is to be read as. Raises NotFetched for one that holds nothing a reader takes."""
    if answer.status in _COME_BACK:
        raise NotFetched(f"{target.host} is too busy now (status {answer.status}). Try again later.")
    if answer.status != 200:
        raise NotFetched(f"{target.host} answers with status {answer.status}. Check the address.")
    if not answer.body.strip():
        raise NotFetched("The page is empty. Check the address.")
    return media_type_of(answer.body, bare_type(answer.headers.get("content-type", "")), target)
