"""The shapes that other programs send and get. Texts lose hidden controls here: JSON does not pass the forms' door."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field, StringConstraints

from mediation.casework.enums import CaseSource, CaseState, DisputeType, EndReason, Grade
from mediation.common.text import clean


def _seen(value: str) -> str:
    if not value.strip():
        raise ValueError("empty")
    return value.strip()


CLEAN = AfterValidator(clean)
SEEN = AfterValidator(_seen)  # something can be seen in it
Name = Annotated[str, StringConstraints(max_length=40), CLEAN, SEEN]
Short = Annotated[str, StringConstraints(max_length=40, strip_whitespace=True), CLEAN]
Phone = Annotated[str, StringConstraints(max_length=30, strip_whitespace=True), CLEAN]
Code = Annotated[str, StringConstraints(max_length=12), CLEAN, SEEN]
Title = Annotated[str, StringConstraints(max_length=80, strip_whitespace=True), CLEAN]
Wish = Annotated[str, StringConstraints(max_length=1000, strip_whitespace=True), CLEAN]
Story = Annotated[str, StringConstraints(max_length=4000), CLEAN, SEEN]


class Strict(Schema):
    model_config = ConfigDict(extra="forbid")


class ContactIn(Strict):
    name: Name
    phone: Phone = ""
    shared_phone: bool = Field(False, description="Others read messages on this telephone: no message is sent to it.")
    dialect: Short = ""


class CaseIn(Strict):
    kind: DisputeType
    area: Code = Field(description="Code of the village, community or town where it happened.")
    story: Story
    wish: Wish = ""
    title: Title = Field("", description="Without one, type and place stand for it. Never a word of the story.")
    source: CaseSource = CaseSource.REFERRED
    urgent: bool = False
    willing: bool = Field(False, description="The applicant has said in person that mediation is wanted (Art. 3 and 17).")
    applicant: ContactIn
    respondents: Annotated[list[ContactIn], Field(max_length=20)] = Field([])


class PlaceOut(Schema):
    code: str
    name: str


class CaseOut(Schema):
    id: uuid.UUID
    number: str
    title: str
    kind: DisputeType
    source: CaseSource
    grade: Grade
    state: CaseState
    urgent: bool
    area: PlaceOut
    organisation: str
    opened_at: datetime
    accepted_at: datetime | None
    due_at: datetime | None
    closed_at: datetime | None
    ended_reason: EndReason | Literal[""]


class CasesOut(Schema):
    items: list[CaseOut]
    next: str = Field(
        description="Cursor of the next page. Where no items came it is the one you sent: ask with it later, new ones come behind it."
    )


class OpenedOut(Schema):
    id: uuid.UUID
    number: str
    state: CaseState


class StoryOut(Schema):
    story: str
    wish: str


class CaseRef(Schema):
    id: uuid.UUID
    number: str


class EventOut(Schema):
    id: int
    kind: str
    at: datetime
    case: CaseRef
    detail: dict[str, str | bool | int]


class EventsOut(Schema):
    items: list[EventOut]
    next: str


class DocumentOut(Schema):
    id: uuid.UUID
    kind: str
    label: str
    version: int
    signed: bool
    code: str = Field(description="Printed on the paper and looked up at /verify/; empty on papers without a seal.")
    media_type: str
    size: int
    sha256: str
    created_at: datetime


class DocumentsOut(Schema):
    items: list[DocumentOut]


class CountOut(Schema):
    total: str
    people: str
    agreed: str
    ended: str
    open: str
    hard: str
    success: str = Field(description="Share of what has finished, with n/N and Wilson's 95 % interval; a dash where there is none.")


class RowOut(CountOut):
    label: str


class BreakdownOut(Schema):
    code: str
    rows: list[RowOut]


class StatisticsOut(Schema):
    area: PlaceOut
    since: date
    until: date
    hidden_below: int = Field(description="Counts below this are told as “<5”; 0: nothing is hidden from a token that may read the cases.")
    whole: CountOut
    breakdowns: list[BreakdownOut]
    written: str
    oral: str
    amount: str = Field(description="Yuan, what agreements in force oblige somebody to pay.")
    performed: str
    applied_to_court: str
    enquiries: str
    unrecorded: list[str] = Field(description="What is not recorded here and therefore not told as nought.")


class WebhookIn(Strict):
    url: Annotated[str, StringConstraints(min_length=12, max_length=500)]
    kinds: Annotated[list[Annotated[str, StringConstraints(max_length=40)]], Field(max_length=60)] = Field(
        [], description="Kinds of events; none: all."
    )


class WebhookOut(Schema):
    id: uuid.UUID
    url: str
    kinds: list[str]
    created_at: datetime


class WebhookMadeOut(WebhookOut):
    secret: str = Field(description="Signs every message to this address; told to who makes it.")


class WebhooksOut(Schema):
    items: list[WebhookOut]


class Problem(Schema):
    """Problem details, RFC 9457, as application/problem+json."""

    type: str
    title: str
    status: int
    code: str
    fields: dict[str, str] = Field({})
