"""What belongs to a portfolio and is small, read together with it: contract, gates, seats, signatures under its steps, reviews."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar, cast
from uuid import UUID

from django.db import models
from django.db.models import Count, FilteredRelation, IntegerField, JSONField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.utils.dateparse import parse_date, parse_datetime

from training.mentoring import rules
from training.mentoring.enums import ContractState, Evidence, PanelState
from training.mentoring.models import (
    Appeal,
    Contract,
    Panel,
    PanelMember,
    PanelVote,
    Portfolio,
    Requirement,
    Seat,
    SignOff,
)

M = TypeVar("M", bound=models.Model)
GONE = (PanelState.VOID, PanelState.DONE)
CARRIED = "carried_reviews"


class Listed(Subquery):
    """The rows of a query with one column `item`, a JSON object, as one list: a page does not ask once for every small table."""

    def __init__(self, rows: QuerySet[Any, Any]) -> None:
        super().__init__(rows, output_field=JSONField())

    def as_sqlite(self, compiler: Any, connection: Any) -> Any:
        return self.as_sql(compiler, connection, '(SELECT json_group_array(json(listed."item")) FROM (%(subquery)s) listed)')

    def as_postgresql(self, compiler: Any, connection: Any) -> Any:
        whole = """(SELECT COALESCE(jsonb_agg(listed."item"), '[]'::jsonb) FROM (%(subquery)s) listed)"""
        return self.as_sql(compiler, connection, whole)


def _listed(rows: QuerySet[Any], model: type[models.Model], **more: Any) -> Listed:
    """Every column of the model's rows, and what is counted beside them."""
    return Listed(rows.values(item=JSONObject(**{f.attname: f.attname for f in _columns(model)}, **more)))


def _columns(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """What a signature rested on stays behind: no page shows it."""
    return [f for f in model._meta.concrete_fields if not isinstance(f, JSONField)]


def _many(rows: QuerySet[Any]) -> Coalesce:
    found = Subquery(rows.order_by().values("panel").annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    return Coalesce(found, 0)


def carrying(rows: QuerySet[Portfolio]) -> QuerySet[Portfolio]:
    """The same portfolios, each with what `of` needs."""
    here, panel = OuterRef("pk"), OuterRef("pk")
    sat = PanelMember.objects.filter(panel=OuterRef("panel"), member=OuterRef("member"))
    votes, said = PanelVote.objects.filter(panel=panel).filter(models.Exists(sat)), Appeal.objects.filter(panel=panel)
    reviews = Panel.objects.filter(portfolio=here, step=OuterRef("step")).exclude(state=PanelState.DONE).order_by("-opened_at")
    noes = PanelVote.objects.filter(panel__portfolio=here, panel__step=OuterRef("step"), panel__state=PanelState.VOID, yes=False)
    joined = ("template", "held")  # the second is the relation of the first line below
    return rows.annotate(
        held=FilteredRelation("contracts", condition=Q(contracts__state__in=(ContractState.PROPOSED, ContractState.ACTIVE))),
        carried_gates=Listed(Requirement.objects.filter(template=OuterRef("template")).order_by("step", "pk").values(
            item=JSONObject(step="step", kind="kind", number="number")
        )),
        carried_mentors=Listed(Contract.objects.filter(portfolio=here).order_by().values("mentor").distinct().values(
            item=JSONObject(mentor="mentor")
        )),
        carried_seats=_listed(Seat.objects.filter(contract__portfolio=here).order_by("-asked_at"), Seat),
        carried_signs=_listed(SignOff.objects.filter(portfolio=here).order_by("step"), SignOff),
        carried_noes=_listed(noes.exclude(reason_sealed="").order_by("at"), PanelVote),
        carried_reviews=_listed(
            reviews, Panel, members=_many(PanelMember.objects.filter(panel=panel)), yes=_many(votes.filter(yes=True)),
            no=_many(votes.filter(yes=False)), open=_many(said.filter(upheld=None)), upheld=_many(said.filter(upheld=True)),
        ),
    ).select_related(*joined)


@dataclass(frozen=True, slots=True)
class Around:
    """What is there of a portfolio. panel and review are those of the present step, unless they came to nothing; noes: why they did."""

    contract: Contract | None
    gates: tuple[rules.Gate, ...]
    mentors: frozenset[UUID]  # everybody who ever was
    seats: tuple[Seat, ...]
    sign_offs: tuple[SignOff, ...]
    panel: Panel | None
    review: rules.Review | None
    noes: tuple[PanelVote, ...]


def of(portfolio: Portfolio) -> Around:
    """As the portfolio was read, else as it is now."""
    return _of(portfolio) if hasattr(portfolio, CARRIED) else now(portfolio)


def now(portfolio: Portfolio) -> Around:
    """Read anew: for who is about to write."""
    return _of(carrying(Portfolio.objects.filter(pk=portfolio.pk)).get())


def _of(row: Any) -> Around:
    found = next((one for one in row.carried_reviews if one["state"] not in GONE), None)
    panel = _row(Panel, found) if found is not None else None
    return Around(
        cast("Contract | None", getattr(row, "held", None)),  # where nothing was joined there is no such name
        tuple(rules.Gate(g["step"], Evidence(g["kind"]), g["number"]) for g in row.carried_gates),
        frozenset(UUID(one["mentor"]) for one in row.carried_mentors),
        tuple(_row(Seat, one) for one in row.carried_seats), tuple(_row(SignOff, one) for one in row.carried_signs), panel,
        None if found is None or panel is None else rules.Review(
            found["members"], found["yes"], found["no"], panel.notice_until, found["open"], found["upheld"]
        ),
        tuple(_row(PanelVote, one) for one in row.carried_noes),
    )


def _row(model: type[M], item: Mapping[str, Any]) -> M:
    fields = _columns(model)
    return model.from_db("default", [f.attname for f in fields], [_value(f, item[f.attname]) for f in fields])


def _value(field: models.Field[Any, Any], said: Any) -> Any:
    """Back from JSON: days, moments and ids are text there, and SQLite says yes and no as numbers."""
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    if said is None:
        return None
    if isinstance(target, models.UUIDField):
        return UUID(said)
    if isinstance(target, models.DateTimeField):
        return _moment(said)
    if isinstance(target, models.DateField):
        return parse_date(said)
    return bool(said) if isinstance(target, models.BooleanField) else said


def _moment(said: str) -> datetime:
    found = parse_datetime(said)
    if found is None:
        raise ValueError(said)
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
