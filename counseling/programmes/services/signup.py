"""Signing up without an account, from a cheap telephone: the link from the wall, a name, a place or the waiting list, an own link."""

from __future__ import annotations

import json
import uuid

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from counseling.programmes.enums import GatheringState, Helped, SignUpState
from counseling.programmes.models import Feedback, Gathering, SignUp
from counseling.programmes.services import crowd, places
from mediation.accounts import limits
from mediation.accounts.doors import network
from mediation.audit import trail
from mediation.common import clock
from mediation.common.actor import ANONYMOUS, system
from mediation.common.errors import Invalid, NotFound
from mediation.common.push import publish_on_commit
from mediation.people.services import clean_phone
from mediation.vault import sealing

A_TELEPHONE = 4  # sign-ups with one number: a family
GONE = (SignUpState.CANCELLED, SignUpState.REMOVED)
PURPOSE = "gathering-own"
WORDS = 1000


def index_of(secret: str) -> str:
    return sealing.blind_index(PURPOSE, secret)


def by_token(token: str) -> Gathering:
    """The gathering on the poster. Raises NotFound for an unknown link."""
    row = Gathering.objects.select_related("area", "programme", "partner").filter(token=token).first()
    if row is None:
        raise NotFound
    return row


def own(secret: str) -> SignUp:
    """The sign-up behind an own link. Raises NotFound."""
    row = SignUp.objects.select_related("gathering__area", "gathering__partner").filter(secret_index=index_of(secret)).first()
    if row is None:
        raise NotFound
    return row


def own_by_id(signup_id: str) -> SignUp:
    """The sign-up this browser has opened by its own link before."""
    try:
        found = SignUp.objects.select_related("gathering__area", "gathering__partner").filter(pk=uuid.UUID(signup_id)).first()
    except ValueError as why:
        raise NotFound from why
    if found is None:
        raise NotFound
    return found


def sign_up(
    *, gathering: Gathering, secret: str, name: str, phone: str, quiet: bool, language: str, link: str, caller: str, device: str = "",
) -> SignUp:
    """A place, the end of the waiting list, or a look by the organiser first. The same secret (the same press) is the same sign-up.

    secret: of the own link, at least 128 bits. link: that link, for the message. caller: the network's address.
    device: bits of the browser, "" if it keeps none.
    """
    name = name.strip()
    wrong: dict[str, str] = {}
    if not name or len(name) > 40:
        wrong["name"] = str(_("Please write a name in 1 to 40 characters; what people call you is enough."))
    if phone.strip():
        try:
            phone = clean_phone(phone)
        except Invalid as why:
            wrong["phone"] = str(why.fields["phone"])
    if wrong:
        raise Invalid(fields=wrong)
    made = SignUp.objects.filter(secret_index=index_of(secret), gathering=gathering).first()
    if made is not None:
        return made
    limits.spend("gathering-signup", network(caller), limit=300, seconds=3600)
    try:
        row = _written(gathering, secret, name, phone.strip(), quiet, language, link, crowd.marks(gathering, caller, device))
    except IntegrityError:  # the other of two presses
        return own(secret)
    return row


@transaction.atomic
def _written(
    gathering: Gathering, secret: str, name: str, phone: str, quiet: bool, language: str, link: str, marks: crowd.Marks
) -> SignUp:
    held = places.lock(gathering)
    if held.state != GatheringState.OPEN:
        raise Invalid(_("Sign-up is closed."))
    if held.starts_at <= clock.now():
        raise Invalid(_("It has already begun. Come in if there is a seat."))
    index = sealing.blind_index("gathering-phone", phone) if phone else ""
    rows = SignUp.objects.filter(gathering=held)
    if index and rows.filter(phone_index=index).exclude(state__in=GONE).count() >= A_TELEPHONE:
        raise Invalid(fields={"phone": _("With one telephone at most four people can sign up.")})
    number = (rows.aggregate(last=Max("number"))["last"] or 0) + 1
    if crowd.too_many(held, marks):
        state = SignUpState.HELD
        crowd.ask_for_a_look(held)
    else:
        state = SignUpState.CONFIRMED if places.give(held) else SignUpState.WAITING
    row = SignUp(
        id=uuid.uuid4(), gathering=held, secret_index=index_of(secret), phone_index=index, quiet=quiet, language=language, state=state,
        number=number, at=clock.now(), source_index=marks.source, device_index=marks.device,
    )
    row.body_sealed = sealing.seal(held.list_scope, row.place, json.dumps({"name": name, "phone": phone}, ensure_ascii=False))
    row.link_sealed = sealing.seal(held.list_scope, row.link_place, link)
    row.save(force_insert=True)
    trail.record(ANONYMOUS, "programmes.sign_up", ("signup", row.id), state=state)
    if phone and not quiet and state != SignUpState.HELD:
        places.tell_once(held, row)
    publish_on_commit("programmes")
    return row


@transaction.atomic
def cancel(*, signup: SignUp) -> None:
    """Give the place back; whoever waits longest gets it. Pressing twice does it once."""
    held = places.lock(signup.gathering)
    if held.starts_at <= clock.now():
        raise Invalid(_("It has already begun."))
    before = SignUp.objects.get(pk=signup.pk).state
    if not SignUp.objects.filter(pk=signup.pk).exclude(state__in=GONE).update(state=SignUpState.CANCELLED):
        return
    trail.record(ANONYMOUS, "programmes.cancel", ("signup", signup.id), before=before)
    if before == SignUpState.CONFIRMED:
        places.give_back(held)
        places.move_up(held)
    publish_on_commit("programmes")


@transaction.atomic
def give_feedback(*, signup: SignUp, helped: str, words: str) -> None:
    """Once a sign-up, and nobody can tell whose: the answer carries no time, no order and no link to the sign-up."""
    gathering = signup.gathering
    if gathering.starts_at > clock.now():
        raise Invalid(_("It has not begun yet."))
    if gathering.words_until <= clock.now():
        raise Invalid(_("The week for saying how it was is over."))
    if gathering.state == GatheringState.CANCELLED or signup.state != SignUpState.CONFIRMED:
        raise Invalid(_("Feedback is for those who were there."))
    if helped not in Helped.values:
        raise Invalid(fields={"helped": _("Please choose one.")})
    words = words.strip()
    if len(words) > WORDS:
        raise Invalid(fields={"words": _("Please write at most %(limit)s characters.") % {"limit": WORDS}})
    if not SignUp.objects.filter(pk=signup.pk, answered=False).update(answered=True):
        return
    row = Feedback(id=uuid.uuid4(), gathering=gathering, helped=helped)
    row.words_sealed = sealing.seal(gathering.words_scope, row.place, words)
    row.save(force_insert=True)
    trail.record(system("programmes.feedback"), "programmes.feedback", ("gathering", gathering.id))
    publish_on_commit("programmes")
