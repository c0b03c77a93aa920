"""Who really asks, when own proxies stand in front: the client's address and whether the line is encrypted.

What a proxy says in headers is believed only when the proxy is one of ours (`SAMSPIL_PROXIES`); said by anybody else it is
taken off the request before anything reads it. Nothing else in the product reads an address from a request.
"""

from __future__ import annotations

import functools
import ipaddress
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
KEPT = "samspil.client"
FORWARDED = "HTTP_X_FORWARDED_FOR"
SAID = (
    FORWARDED,
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_SSL",
    "HTTP_X_REAL_IP",
    "HTTP_FORWARDED",
)
# Whoever has one IPv6 address has the whole /64 around it, and can ask from 2^64 of them (RFC 6177).
IPV6_PREFIX = 64
# A mere number of proxies holds for proxies on the house's own networks; one on the open network is named by its address.
HOUSE = tuple(
    ipaddress.ip_network(each)
    for each in (
        "127.0.0.0/8",
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "169.254.0.0/16",
        "::1",
        "fc00::/7",
        "fe80::/10",
    )
)
HERE = "127.0.0.1"  # who asks through a socket of this machine has no address
MOST = 16  # proxies in a row; a longer chain is a mistake


@dataclass(frozen=True)
class Proxies:
    """The installation's own proxies: how many stand in a row, or which they are."""

    count: int = 0
    networks: tuple[Network, ...] = ()

    def owns(self, peer: Address | None) -> bool:
        """Tell whether the one at the other end of the line is a proxy of ours. None stands for a socket of this machine."""
        if peer is None:
            return bool(self.count or self.networks)
        return any(peer in each for each in (HOUSE if self.count else self.networks))

    def passed(self, chain: list[Address | None]) -> int:
        """Tell how many of our own proxies a request has passed, by the addresses it came through, the nearest last."""
        own = 0
        for at in reversed(chain[1:]):
            if not (own < self.count if self.count else self.owns(at)):
                break
            own += 1
        return own


@functools.lru_cache(maxsize=32)
def parse(words: str) -> Proxies:
    """Read `SAMSPIL_PROXIES`: a number, or addresses and networks with commas between. ImproperlyConfigured for others."""
    said = words.strip()
    if not said:
        return Proxies()
    if said.isdigit():
        if int(said) > MOST:
            raise ImproperlyConfigured(f"SAMSPIL_PROXIES={said}: der kan højst stå {MOST} proxyer i række.")
        return Proxies(count=int(said))

    try:
        networks = tuple(ipaddress.ip_network(each.strip(), strict=False) for each in said.split(",") if each.strip())
    except ValueError:
        raise ImproperlyConfigured(
            f"SAMSPIL_PROXIES={said} kan ikke læses. Skriv, hvor mange af dine egne proxyer der står foran (fx 1), "
            "eller deres adresser med komma imellem (fx 192.0.2.10, 2001:db8::/64)."
        ) from None

    return Proxies(networks=networks)


def address_of(request: HttpRequest) -> str:
    """Return the address of the one who asks, as far out as our own proxies can vouch for."""
    return _resolved(request).address


def source_of(request: HttpRequest) -> str:
    """Return what tries are counted by: the IPv4 address, or the IPv6 network of the one who asks."""
    address = ipaddress.ip_address(address_of(request))
    if address.version == 4:
        return str(address)
    # Who has one IPv6 address has a whole network of them, one for each try.
    return str(ipaddress.ip_network((address, IPV6_PREFIX), strict=False))


@dataclass(frozen=True)
class _Asked:
    """The client of a request and the scheme that our own proxies say it used; "" when they said none."""

    address: str
    scheme: str = ""


def _resolved(request: HttpRequest) -> _Asked:
    known: _Asked | None = request.META.get(KEPT)
    if known is None:
        known = request.META[KEPT] = _resolve(request)
    return known


def _resolve(request: HttpRequest) -> _Asked:
    proxies = parse(settings.SAMSPIL_PROXIES)
    peer = _read(request.META.get("REMOTE_ADDR") or "")
    if not proxies.owns(peer):
        return _Asked(str(peer or HERE))

    chain: list[Address | None] = [peer]
    # From the nearest outwards. What cannot be read was not written by a proxy of ours, and neither was anything beyond it.
    for word in reversed(request.META.get(FORWARDED, "").split(",")):
        address = _read(word)
        if address is None:
            break
        chain.insert(0, address)

    passed = max(1, proxies.passed(chain))
    client = chain[-1 - passed] if len(chain) > passed else chain[0]
    # A proxy of ours writes its word over the client's, or adds it: the word of the outermost of ours counts.
    words = [word.strip().lower() for word in request.META.get("HTTP_X_FORWARDED_PROTO", "").split(",")]
    return _Asked(str(client or HERE), words[-min(passed, len(words))])


def _read(word: str) -> Address | None:
    """Read an address as proxies write it: with a port, in brackets, or an IPv4 address written as IPv6."""
    bare = word.strip().strip('"')
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        # What follows a % names a card of the machine that wrote it.
        address = ipaddress.ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


class ProxyMiddleware:
    """Makes the request as if no proxy stood between: the client's own address, and nothing said by those not ours. First of all."""

    def __init__(self, handler: Callable[[HttpRequest], HttpResponse]) -> None:
        parse(settings.SAMSPIL_PROXIES)
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = _resolved(request)
        # What a client wrote about where it comes from goes no further.
        for name in SAID:
            request.META.pop(name, None)
        # Django believes this header (SECURE_PROXY_SSL_HEADER): what it finds of it is a word of our own proxies.
        if asked.scheme:
            request.META["HTTP_X_FORWARDED_PROTO"] = asked.scheme
        request.META["REMOTE_ADDR"] = asked.address
        return self.handler(request)
