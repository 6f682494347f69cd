"""What may be asked for: web addresses without tricks, on machines of the public internet.

A name is resolved once, every address it has is checked, and the connection goes to an address that was checked, so
that a name which changes its mind in between (DNS rebinding) leads nowhere.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from kb.errors import CityKBError

MAX_URL_LENGTH = 2000
_PORTS = {"http": 80, "https": 443}
_UNUSABLE = re.compile(r"[\x00-\x20\x7f\\]")
_KEPT_AS_IT_IS = "/%:=&?~#+!$,;'@()*[]"

# Gateways lead from these to the IPv4 address at their end (RFC 6052; RFC 4291, deprecated).
_ENDING_IN_IPV4 = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("::/96"))
MayReach = Callable[[str], bool]


class NotFetched(CityKBError):
    """A page that was not fetched; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Target:
    """A checked web address: `path` holds the query too, `url` is the whole without fragment, in ASCII."""

    url: str
    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """The host as the Host header names it, with its port where that is not the usual one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def site(self) -> str:
        return f"{self.scheme}://{self.authority}"

    def joined(self, location: str) -> Target:
        """Where a redirect leads. Raises NotFetched."""
        return target_of(urljoin(self.url, location))


def target_of(text: str) -> Target:
    """Read a web address. Raises NotFetched for anything but plain http and https."""
    if len(text) > MAX_URL_LENGTH or _UNUSABLE.search(text):
        raise NotFetched(
            f"{text[:80]!r} is not a web address that can be fetched: it is longer than {MAX_URL_LENGTH} characters, or "
            "holds a space, a backslash or a control character."
        )
    try:
        parts = urlsplit(text)
        port = parts.port
        host = _ascii_host(parts.hostname or "")
    except ValueError as error:
        raise NotFetched(f"'{text}' is not a web address: {error}.") from error
    if parts.scheme not in _PORTS or not host:
        raise NotFetched(f"'{text}' cannot be fetched. Give an address that starts with http:// or https://.")
    if parts.username is not None or parts.password is not None:
        raise NotFetched(f"The address at {host} holds a user name or password. Give one without.")
    path = quote(urlunsplit(("", "", parts.path or "/", parts.query, "")), safe=_KEPT_AS_IT_IS)
    target = Target("", parts.scheme, host, port or _PORTS[parts.scheme], path)
    return Target(target.site + path, target.scheme, target.host, target.port, path)


def _ascii_host(host: str) -> str:
    """The host in lower case, an international name in its ASCII form. Raises ValueError."""
    if ":" in host:
        return str(ipaddress.IPv6Address(host))
    return host.encode("idna").decode("ascii").lower() if host else ""


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet, also where it is wrapped into IPv6."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if any(found in network for network in _ENDING_IN_IPV4):
            inner = ipaddress.IPv4Address(found.packed[-4:])
        if inner is not None:
            return is_public(str(inner))
        if found.is_site_local:
            return False
    return found.is_global and not found.is_multicast


def address_of(target: Target, may_reach: MayReach) -> str:
    """The IP address to connect to. Raises NotFetched when the name has none, or one that may not be reached."""
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotFetched(f"{target.host} was not found. Check the address, or try again later.") from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not addresses or not all(map(may_reach, addresses)):
        raise NotFetched(
            f"{target.host} is not a machine of the public internet, so it is not asked. Save the page and load the file."
        )
    return addresses[0]
