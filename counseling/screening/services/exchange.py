"""Taking in and giving out FHIR resources for another program, under its token: only its place, only its uses."""

from __future__ import annotations

import hashlib
import json
import secrets
import uuid
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from counseling.screening import scoring
from counseling.screening.enums import FhirUse, FlagState
from counseling.screening.fhir import packages, questionnaire, reading, validate
from counseling.screening.fhir.outcome import Issue, bad
from counseling.screening.fhir.questionnaire import Form
from counseling.screening.fhir.reading import Resource
from counseling.screening.models import ExchangeToken, ImportedForm, ImportedResponse
from counseling.screening.policies import fhir_tokens
from counseling.screening.services import incoming
from counseling.screening.services.answering import KEPT_FOR
from counseling.screening.services.scores import plain
from mediation.accounts.roles import Capability
from mediation.audit import trail
from mediation.common import clock, showing
from mediation.common.actor import Actor, system
from mediation.common.errors import Invalid, NotFound
from mediation.jobs import outbox
from mediation.vault import sealing

SCOPES = tuple(FhirUse.values)
LOOK = timedelta(minutes=1)  # how exactly "last used" is kept
LONGEST = timedelta(days=366)


def actor_of(token: ExchangeToken) -> Actor:
    return system(f"fhir.{token.id}")


@transaction.atomic
def make_token(
    *, actor: Actor, name: str, area_path: str, scopes: list[str], valid_for: timedelta, seed: str = "", telephone: str = ""
) -> tuple[ExchangeToken, str]:
    """A token and its secret, which is told this once. Raises Invalid for an unknown use or more than a year.

    telephone: whom a counsellor can ask there about an answer that cannot wait.
    seed: of `showing`, for a page; the same seed comes to the same secret and makes one token however often it is sent.
    """
    if not (actor.is_system or (actor.is_user and actor.holds(Capability.ACCOUNTS_MANAGE, area_path))):
        raise NotFound
    if not name.strip() or len(name) > 80:
        raise Invalid(fields={"name": _("Please say in 1 to 80 characters which program it is.")})
    if not scopes or not set(scopes) <= set(SCOPES):
        raise Invalid(_("Unknown use. There are: %(known)s.") % {"known": ", ".join(SCOPES)})
    if not timedelta(0) < valid_for <= LONGEST:
        raise Invalid(_("A token is valid for a year at most."))
    secret = secret_of(seed) if seed else secrets.token_urlsafe(32)
    now = clock.now()
    try:
        with transaction.atomic():
            row = ExchangeToken.objects.create(
                name=name.strip(), secret_digest=_digest(secret), scopes=sorted(scopes), area_path=area_path, created_at=now,
                expires_at=now + valid_for, created_by=actor.key, telephone=telephone.strip()[:32],
            )
    except IntegrityError:  # pressed twice
        return ExchangeToken.objects.get(secret_digest=_digest(secret)), secret
    trail.record(actor, "care.token", ("exchange-token", row.id), scopes=row.scopes)
    return row, secret


def secret_of(seed: str) -> str:
    """256 bits that belong to a seed of `showing`: known only to the browser that made the token."""
    return "xqf_" + "".join(sealing.blind_index(f"fhir.token.{part}", seed) for part in "ab")


def shown_to(token: ExchangeToken, seed: str) -> str:
    """The secret, in the browser that made it and for a quarter of an hour; else ""."""
    secret = secret_of(seed)
    return secret if token.secret_digest == _digest(secret) and showing.still(token.created_at) else ""


@transaction.atomic
def revoke_token(*, actor: Actor, token: ExchangeToken) -> None:
    """From now on it opens nothing. Twice is once."""
    fhir_tokens.require(actor, "manage", token)
    if ExchangeToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=clock.now()):
        trail.record(actor, "care.token_revoke", ("exchange-token", token.id))


def token_of(secret: str) -> ExchangeToken | None:
    """The living token with this secret; that it was used is kept, to the minute."""
    if not secret or len(secret) > 200:
        return None
    now = clock.now()
    row = ExchangeToken.objects.filter(secret_digest=_digest(secret), revoked_at=None, expires_at__gt=now).first()
    if row is not None and (row.used_at is None or row.used_at < now - LOOK):
        ExchangeToken.objects.filter(pk=row.pk).update(used_at=now)
    return row


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()  # 256 random bits: no dictionary reaches them


def form_for(token: ExchangeToken, canonical: str, language: str) -> Form | None:
    """The questionnaire an answer names: one of ours, else the newest imported at the token's place."""
    if loaded := packages.ours(canonical):
        return questionnaire.parse(packages.questionnaire(loaded, language))
    url, _bar, version = canonical.partition("|")
    rows = ImportedForm.objects.filter(area_path=token.area_path, url=url)
    row = (rows.filter(version=version) if version else rows).first() or rows.first()
    return None if row is None else questionnaire.parse(reading.read(row.body.encode(), "Questionnaire"))


@transaction.atomic
def take_form(*, token: ExchangeToken, raw: Resource) -> tuple[ImportedForm | None, list[Issue], bool]:
    """Keep a questionnaire as it came. Returns the row (none if it is broken), what was found, and whether it is new."""
    issues = questionnaire.parse(raw).issues
    if str(raw.get("url", "")).startswith(packages.SPACE):
        issues = [*issues, Issue("error", "business-rule", str(_("This address belongs to our own instruments.")), "Questionnaire.url")]
    if bad(issues):
        return None, issues, False
    digest = hashlib.sha256(reading.canonical(raw).encode()).hexdigest()
    try:
        with transaction.atomic():
            row = ImportedForm.objects.create(
                url=str(raw.get("url", ""))[:500], version=str(raw.get("version", ""))[:100], digest=digest, body=reading.write(raw),
                area_path=token.area_path, imported_by=actor_of(token).key, at=clock.now(),
            )
    except IntegrityError:  # sent twice
        return ImportedForm.objects.get(area_path=token.area_path, digest=digest), issues, False
    trail.record(actor_of(token), "care.import_form", ("imported-form", row.id))
    return row, issues, True


@transaction.atomic
def take_response(*, token: ExchangeToken, raw: Resource, form: Form) -> tuple[ImportedResponse | None, list[Issue], bool]:
    """Keep answers that fit, sealed, with what was counted anew from them, and look after whoever gave them (`incoming`), all in one
    transaction. The same body twice from one program is one row and one task."""
    checked = validate.check(form, raw)
    if bad(checked.issues):
        return None, checked.issues, False
    issues = list(checked.issues)
    counted: dict[str, object] = {
        "low": None if checked.low is None else str(checked.low), "high": None if checked.high is None else str(checked.high),
        "stated": None if checked.stated is None else str(checked.stated),
    }
    loaded, reason, void = packages.ours(str(raw.get("questionnaire", ""))), None, raw.get("status") == "entered-in-error"
    if loaded is not None:
        answers, refused = packages.answers_of(loaded.package, raw)
        result = scoring.score(loaded.package, answers, refused)
        counted |= {"package": loaded.package.version, "digest": loaded.digest, "engine": scoring.ENGINE, "result": plain(result)}
        reason = None if void else incoming.reason_of(loaded.package, answers, refused)
    if void:
        issues.append(incoming.void())
    elif loaded is None:
        issues.append(incoming.not_ours())
    given = uuid.uuid4()
    person = incoming.whose(token, raw, given)
    row = ImportedResponse(
        id=given, questionnaire=str(raw.get("questionnaire", ""))[:600], area_path=token.area_path, subject=person.subject,
        known=person.known, stranger=person.stranger, void=void, sender=token.name, sender_phone=token.telephone,
        fingerprint=sealing.blind_index("fhir.response", f"{token.name}\n{reading.canonical(raw)}"),
        imported_by=actor_of(token).key, at=clock.now(),
    )
    row.body_sealed = sealing.seal(row.scope, row.place, json.dumps({"resource": reading.write(raw), "counted": counted}))
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # sent twice
        before = ImportedResponse.objects.get(area_path=token.area_path, fingerprint=row.fingerprint)
        return before, [*issues, *(incoming.told(person, reason, before.told, again=True) if reason else [])], False
    outbox.add("counseling.screening.tasks.shred_import", key=f"care-import:{row.id}", due_at=row.at + KEPT_FOR, response=str(row.id))
    trail.record(actor_of(token), "care.import_response", ("imported-response", row.id))
    if reason is not None:
        called = incoming.look_after(actor_of(token), person, reason)
        ImportedResponse.objects.filter(pk=row.pk).update(told=len(called.told))  # what became of it; the answers stay as they came
        issues += incoming.told(person, reason, len(called.told), taken=called.flag.state == FlagState.ACKNOWLEDGED)
    return row, issues, True


def give_response(*, token: ExchangeToken, response_id: uuid.UUID) -> tuple[str, dict[str, object]]:
    """The body as it came, and what we counted. Raises NotFound for what another program or another place brought.

    A program is known by the name it was given at its place: a renewed token still reads what the one before brought.
    """
    row = ImportedResponse.objects.filter(pk=response_id, area_path=token.area_path, sender=token.name).first()
    if row is None:
        raise NotFound
    trail.record_read(actor_of(token), "care.export_response", ("imported-response", row.id))
    held = json.loads(sealing.unseal(row.scope, row.place, row.body_sealed))
    return held["resource"], held["counted"]


@transaction.atomic
def shred(*, actor: Actor, response_id: uuid.UUID) -> None:
    """After three years nobody can read an imported response any more."""
    if ImportedResponse.objects.filter(pk=response_id).exists():
        sealing.destroy(f"fhir:{response_id}")
        trail.record(actor, "care.shred", ("imported-response", response_id))
