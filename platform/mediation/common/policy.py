"""One policy per noun answers both questions: may they, and which rows.

Never write one without the other: `can` is derived from `scope` unless the noun has a finer rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from django.contrib.admin.utils import lookup_spawns_duplicates
from django.db.models import Case, Model, Q, QuerySet, Value, When

from mediation.common.actor import Actor
from mediation.common.errors import NotFound

M = TypeVar("M", bound=Model)


class Policy(Generic[M]):
    """Subclass with `model` and `rows(actor, action)`; an unknown action gives no rows."""

    model: type[M]

    def rows(self, actor: Actor, action: str) -> Q | None:
        """The rows on which the actor may take the action; None means none at all."""
        raise NotImplementedError

    def scope(self, actor: Actor, action: str, rows: QuerySet[M] | None = None) -> QuerySet[M]:
        """Which rows. A list, an export and a count all begin here."""
        base = self.model._default_manager.all() if rows is None else rows
        allowed = self.rows(actor, action)
        if allowed is None:
            return base.none()
        # telling doubles apart is a sort of everything that fits: only where a rule looks at many rows of another table
        return base.filter(allowed).distinct() if _doubles(allowed, self.model) else base.filter(allowed)

    def can(self, actor: Actor, action: str, row: M) -> bool:
        """May they act on this one row."""
        return row.pk is not None and self.scope(actor, action).filter(pk=row.pk).exists()

    def which(self, actor: Actor, actions: Sequence[str], row: M) -> set[str]:
        """Which of these may they take on this one row: asked once for all."""
        rules = {f"may_{n}": rule for n, a in enumerate(actions) if (rule := self.rows(actor, a)) is not None}
        asked = {name: Case(When(rule, then=Value(True)), default=Value(False)) for name, rule in rules.items()}
        if not asked or row.pk is None:
            return set()
        found = list(self.model._default_manager.filter(pk=row.pk).values_list(*asked.values()))
        return {actions[int(name[4:])] for n, name in enumerate(asked) if any(one[n] for one in found)}

    def require(self, actor: Actor, action: str, row: M) -> M:
        """The row itself, or NotFound: absent and forbidden look the same."""
        if not self.can(actor, action, row):
            raise NotFound
        return row


def _doubles(rule: Q, model: type[Model]) -> bool:
    """Whether the rule may find one row several times."""
    for part in rule.children:
        if isinstance(part, Q):
            if _doubles(part, model):
                return True
        elif isinstance(part, tuple) and lookup_spawns_duplicates(model._meta, part[0]):
            return True
    return False


def under(field: str, paths: tuple[str, ...]) -> Q | None:
    """Rows whose area path (`field`, e.g. "area__path") lies at or below one of `paths`."""
    if not paths:
        return None
    rule = Q()
    for path in paths:
        rule |= Q(**{f"{field}__startswith": path})
    return rule
