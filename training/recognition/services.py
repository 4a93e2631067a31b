"""Giving, printing and revoking certificates."""

from __future__ import annotations

import io
import uuid
from pathlib import Path
from uuid import UUID

import segno
from dateutil.relativedelta import relativedelta  # type: ignore[import-untyped]
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mediation.accounts.models import User
from mediation.accounts.roles import Capability
from mediation.accounts.selectors import actor_of_user
from mediation.audit import trail
from mediation.common import clock, ids
from mediation.common.actor import Actor
from mediation.common.errors import Conflict, Invalid, NotFound
from mediation.common.push import publish_on_commit
from mediation.common.text import clean
from mediation.documents import issuing, rendering, signing
from mediation.documents import selectors as papers
from mediation.documents.models import DocumentVersion
from mediation.documents.services import fresh_code, store
from mediation.notifications.services import notify
from mediation.territory.enums import OrganisationKind
from mediation.territory.models import Area, Organisation
from training.courses.models import CoursePage
from training.recognition import selectors
from training.recognition.models import Certificate
from training.recognition.policies import certificates

TEMPLATE = Path(__file__).resolve().parent / "typst" / "certificate.typ"


@transaction.atomic
def award(*, actor: Actor, learner: UUID, course: UUID) -> Certificate | None:
    """The certificate of a finished course. While a valid one is there, that one; None where the course gives none."""
    pages = {page.locale.language_code: page for page in CoursePage.objects.filter(translation_key=course).select_related("locale")}
    page = pages.get("zh-hans") or next(iter(pages.values()), None)
    user = User.objects.filter(public_id=learner).first()
    if page is None or not page.gives_certificate or user is None:
        return None
    for held in Certificate.objects.filter(learner=learner, course=course, revoked_at=None):
        if selectors.standing(held) is selectors.Standing.VALID:
            return held
    today = clock.today()
    months = page.certificate_months
    reach = actor_of_user(user).reach(Capability.LEARN)
    root = Area.get_first_root_node()
    row = Certificate(
        learner=learner, course=course, revision=page.live_revision_id, name=str(user), title_zh=page.title,
        title_en=pages["en"].title if "en" in pages else page.title, issuer=_issuer(root), area_path=reach[0] if reach else root.path,
        code=fresh_code(), issued_on=today, expires_on=today + relativedelta(months=months, days=-1) if months else None,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # two at the same moment, or given, revoked and earned again on one day
        return Certificate.objects.filter(learner=learner, course=course, issued_on=today).first()
    trail.record(actor, "recognition.award", ("certificate", row.pk), course=str(course))
    notify(f"user:{learner}", "recognition.awarded", link="/learn/certificates/")
    publish_on_commit(f"actor:user:{learner}")
    return row


def _issuer(root: Area) -> str:
    office = Organisation.objects.filter(kind=OrganisationKind.CENTRE).order_by("pk").first()
    return office.name if office is not None else root.name


@transaction.atomic
def revoke(*, actor: Actor, certificate: Certificate, reason: str) -> None:
    """Take it back, with a reason for the learner. It cannot be undone: finishing the course again gives a new one."""
    certificates.require(actor, "revoke", certificate)
    words = clean(reason).strip()
    if not 5 <= len(words) <= 300:
        raise Invalid(fields={"reason": _("Please give the reason in 5 to 300 characters. The learner reads it.")})
    done = Certificate.objects.filter(pk=certificate.pk, revoked_at=None).update(
        revoked_at=clock.now(), revoked_by=actor.key, reason=words
    )
    if not done:
        return
    trail.record(actor, "recognition.revoke", ("certificate", certificate.pk))
    notify(f"user:{certificate.learner}", "recognition.revoked", link="/learn/certificates/")
    publish_on_commit(f"actor:user:{certificate.learner}")


def paper(*, actor: Actor, certificate: Certificate) -> DocumentVersion:
    """The certificate as a sealed PDF, printed once and kept. Raises Conflict for one that was revoked."""
    if not certificates.can(actor, "read", certificate):
        raise NotFound
    if certificate.revoked_at is not None:
        raise Conflict(_("This certificate was revoked and is not printed any more."), code="revoked")
    subject = ("certificate", certificate.pk)
    values = _values(certificate)
    source = issuing.made_from(values)
    last = papers.latest(subject, "certificate")
    if last is not None and last.made_from == source:
        return last
    drawn = io.BytesIO()
    segno.make(address(certificate), error="m").save(drawn, kind="svg", scale=4, border=1)
    content = signing.sign(rendering.pdf(TEMPLATE, values, pictures={"qr": drawn.getvalue().decode()}), reason=certificate.title_zh)
    return store(
        actor=actor, scope=f"person:{certificate.learner}", kind="certificate", title=f"结业证书 {ids.grouped(certificate.code)}",
        subject=subject, content=content, signed=True, issuer=certificate.issuer, made_from=source,
        once=uuid.uuid5(certificate.pk, source),
    )


def address(certificate: Certificate) -> str:
    """Where anybody asks whether it is valid."""
    return f"{settings.WAGTAILADMIN_BASE_URL}/verify/certificate/{certificate.code}/"


def _values(row: Certificate) -> dict[str, str]:
    def day(value: object) -> str:
        return f"{value.year}年{value.month}月{value.day}日"  # type: ignore[attr-defined]

    return {
        "title": "结业证书", "issuer": row.issuer, "name": row.name, "course": row.title_zh, "course-en": row.title_en,
        "day": day(row.issued_on), "until": f"有效期至{day(row.expires_on)}" if row.expires_on else "长期有效",
        "code": ids.grouped(row.code), "words": "扫码核验本证书是否有效",
    }
