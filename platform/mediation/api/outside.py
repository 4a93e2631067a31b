"""The one door to other people's addresses: HTTPS, a public address, no redirects.

A name is looked up once for each message, every address found has to be public, and the connection goes to that very address: a name
that points elsewhere a second later (DNS rebinding) changes nothing. The certificate is checked against the name.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from mediation.common.errors import Invalid

PORTS = frozenset({443, 8443})
WITHIN = 10  # seconds for each step
READ = 1024  # bytes of the answer that are looked at, and thrown away
NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Unreachable(Exception):
    """The message was not taken. `trouble` is a code, `status` the answer's or 0."""

    def __init__(self, trouble: str, status: int = 0) -> None:
        super().__init__(trouble)
        self.trouble, self.status = trouble, status


@dataclass(frozen=True, slots=True)
class Target:
    host: str
    port: int
    path: str


def target_of(url: str) -> Target:
    """Raises Invalid (field `url`) for anything but a plain https address with a name, on a port for it."""
    wrong = Invalid(fields={"url": _("Only a public https address with a host name can be used, on port 443 or 8443.")})
    try:
        parts = urlsplit(url)
        port = parts.port or 443
    except ValueError:
        raise wrong from None
    host = parts.hostname or ""
    plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= 500
    named = "." in host and not host.endswith((".localhost", ".local", ".internal", ".lan", ".home.arpa", "."))
    if not plain or parts.scheme != "https" or parts.username is not None or not named or port not in PORTS or parts.fragment:
        raise wrong
    return Target(host, port, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""))


def public(address: str) -> bool:
    """Whether an address is reachable for everybody: not private, local, shared, reserved or multicast, also inside IPv6."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return public(str(inner))
    return ip.is_global and not ip.is_multicast and not ip.is_unspecified


def addresses(host: str, port: int) -> list[str]:
    """What the name stands for now. Raises Unreachable where there is nothing, or anything that is not public."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unreachable("unknown-name") from None
    plain = list(dict.fromkeys(str(row[4][0]) for row in found))
    if not plain or not all(public(one) for one in plain):
        raise Unreachable("not-public")
    return plain


class _Pinned(http.client.HTTPSConnection):
    """Goes to one address, and asks there for the certificate of the name."""

    def __init__(self, target: Target, address: str, context: ssl.SSLContext) -> None:
        super().__init__(target.host, target.port, timeout=WITHIN, context=context)
        self._address, self._tls = address, context

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), WITHIN)
        self.sock = self._tls.wrap_socket(plain, server_hostname=self.host)


def post(url: str, body: bytes, headers: dict[str, str], *, context: ssl.SSLContext | None = None) -> int:
    """Send it; the status of a good answer (2xx). Raises Unreachable, also for a redirect: nobody is followed anywhere."""
    try:
        target = target_of(url)
    except Invalid:
        raise Unreachable("bad-address") from None
    trusted = context or ssl.create_default_context()
    connection = _Pinned(target, addresses(target.host, target.port)[0], trusted)
    try:
        connection.request("POST", target.path, body, headers)
        answer = connection.getresponse()
        answer.read(READ)
        status = answer.status
    except TimeoutError:
        raise Unreachable("timeout") from None
    except ssl.SSLError:
        raise Unreachable("certificate") from None
    except (OSError, http.client.HTTPException):
        raise Unreachable("no-connection") from None
    finally:
        connection.close()
    if not 200 <= status < 300:
        raise Unreachable("redirect" if 300 <= status < 400 else "refused", status)
    return status
