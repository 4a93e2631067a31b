"""Who may watch which topic. A hint carries nothing, but that something moves is already news."""

from __future__ import annotations

from collections.abc import Callable

from mediation.common.actor import Actor

MayWatch = Callable[[Actor, str], bool]
_rules: dict[str, MayWatch] = {}


def register(prefix: str, may_watch: MayWatch) -> None:
    """`prefix` is the part before the colon (`pool`, `case`, `inbox`); `may_watch(actor, topic)` gets the whole topic."""
    _rules[prefix] = may_watch


def may_watch(actor: Actor, topic: str) -> bool:
    """False for everything nobody registered."""
    rule = _rules.get(topic.partition(":")[0])
    return rule is not None and bool(actor.subject) and rule(actor, topic)


def own(actor: Actor, topic: str) -> bool:
    """For topics that end in the watcher's own key: `inbox:<key>`, `actor:<key>`."""
    return topic.partition(":")[2] == actor.key
