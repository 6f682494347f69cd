"""Which addresses may be asked for at all, however they are written."""

from __future__ import annotations

import socket

import pytest

from ingest.fetching.target import NotFetched, address_of, is_public, target_of


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://example.org", "https://example.org/"),
        ("HTTP://Example.ORG:80/A?b=c#d", "http://example.org/A?b=c"),
        ("https://example.org:8443/a", "https://example.org:8443/a"),
        ("https://example.org/a b".replace(" ", "%20"), "https://example.org/a%20b"),
        ("https://example.org/서울?주제=집", "https://example.org/%EC%84%9C%EC%9A%B8?%EC%A3%BC%EC%A0%9C=%EC%A7%91"),
        ("https://münchen.example/", "https://xn--mnchen-3ya.example/"),
        ("http://[2001:db8::1]:8080/x", "http://[2001:db8::1]:8080/x"),
    ],
)  # fmt: skip
def test_an_address_is_written_one_way(text: str, url: str) -> None:
    assert target_of(text).url == url


@pytest.mark.parametrize(
    "text",
    [
        "ftp://example.org/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "//example.org/",
        "https://",
        "https://example.org:99999/",
        "https://user:secret@example.org/",
        "https://example.org@127.0.0.1/",
        "https://example.org/\r\nHost: other",
        "https://example.org/\x00",
        "https://example.org\\@127.0.0.1/",
        "https://exa mple.org/",
        "https://[::1/",
        "https://" + "a" * 70 + ".org/",
        "https://example.org/" + "a" * 2000,
    ],
)
def test_what_is_no_plain_web_address_is_refused(text: str) -> None:
    with pytest.raises(NotFetched):
        target_of(text)


def test_a_refusal_never_repeats_a_password() -> None:
    with pytest.raises(NotFetched) as refused:
        target_of("https://user:secret@example.org/")
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.9.1", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "192.0.2.1", "198.18.0.1", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1",
        "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "2001:db8::1",
        "64:ff9b::a9fe:a9fe", "64:ff9b::10.0.0.1", "::10.0.0.1", "fec0::1",
    ],
)  # fmt: skip
def test_addresses_of_ones_own_network_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34", "64:ff9b::93.184.216.34"]
)
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "127.0.0.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
    ],
)
def test_this_machine_is_not_reached_however_its_address_is_written(host: str) -> None:
    with pytest.raises(NotFetched, match=r"not a machine of the public internet|was not found"):
        address_of(target_of(f"http://{host}/"), is_public)


def test_a_name_with_one_inner_address_among_others_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80)) for ip in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(NotFetched, match="public internet"):
        address_of(target_of("http://example.org/"), is_public)


def test_a_name_that_does_not_exist_says_so() -> None:
    with pytest.raises(NotFetched, match="was not found"):
        address_of(target_of("http://no-such-name.invalid/"), is_public)
