"""Signalling of a protected room without network addresses of the people in it.

Pages of such a room are told to use a relay only, and then offer nothing else. A page may be old, altered or wrong, so the
server takes out what would show an address before it hands anything on: host and reflexive candidates (RFC 8445, 5.1.1), the
related address that a relayed candidate may carry (RFC 8839, 5.1), and the connection lines of a session description (RFC 8866).
"""

from __future__ import annotations

import re
from typing import Any

_RELATED = re.compile(r" raddr \S+ rport \d+")
_PLACE = re.compile(r"^(c=IN |o=.* IN |a=rtcp:\d+ IN )(IP4|IP6) \S+$")
_SPOKEN = ("type", "sdpMid", "sdpMLineIndex", "usernameFragment")


def without_addresses(d: dict[str, Any]) -> dict[str, Any] | None:
    """What may be handed on of the body of a `sig` frame; None when nothing of it may."""
    kept: dict[str, Any] = {}
    if isinstance(d.get("no"), int):
        kept["no"] = d["no"]
    if d.get("ask") in ("again", "restart", "anew"):
        kept["ask"] = d["ask"]
    if d.get("want") in ("full", "low", "none"):
        kept["want"] = d["want"]
    description, candidate = d.get("description"), d.get("candidate")
    if isinstance(description, dict) and isinstance(description.get("sdp"), str):
        kept["description"] = {"type": str(description.get("type", ""))[:10], "sdp": _session(description["sdp"])}
    if isinstance(candidate, dict) and isinstance(candidate.get("candidate"), str):
        line = _candidate(candidate["candidate"])
        if line is None:
            return None
        kept["candidate"] = {name: candidate[name] for name in _SPOKEN if name in candidate} | {"candidate": line}
    return kept if kept.keys() - {"no"} else None


def _candidate(line: str) -> str | None:
    """A relayed candidate without the address behind it; the empty one, which ends the list; None for all others."""
    if line.strip() == "":
        return ""
    words = line.split(" ")
    if "typ" not in words[:-1] or words[words.index("typ") + 1] != "relay" or "\n" in line or "\r" in line:
        return None
    return _RELATED.sub(" raddr 0.0.0.0 rport 0", line)


def _session(sdp: str) -> str:
    lines = []
    for line in re.split(r"\r\n|\n|\r", sdp):
        if line.startswith("a=candidate:"):
            relayed = _candidate(line.removeprefix("a="))
            if relayed:
                lines.append(f"a={relayed}")
            continue
        lines.append(_PLACE.sub(lambda m: f"{m[1]}{m[2]} {'0.0.0.0' if m[2] == 'IP4' else '::'}", line))  # noqa: S104 -- no address at all
    return "\r\n".join(lines)
