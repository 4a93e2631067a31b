from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mediation.casework.agreement_enums import (
    AgreementForm,
    AgreementState,
    ClauseKind,
    ConfirmedBy,
    CourtOutcome,
    PersonalMatter,
    SignatureMethod,
    SignatureRole,
    StatementKind,
)
from mediation.casework.models.case import Case
from mediation.casework.models.party import Party
from mediation.vault.models import SealedField


class Agreement(models.Model):
    """A people's mediation agreement (人民调解协议书), written or oral, as a list of clauses.

    `effective_at` is never typed: `services.agreement.settle` writes what Articles 29 and 30 derive from the signatures.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="agreements")
    number = models.CharField(_("number"), max_length=60, unique=True)
    form = models.CharField(_("form"), max_length=10, choices=AgreementForm, default=AgreementForm.WRITTEN)
    state = models.CharField(_("state"), max_length=12, choices=AgreementState, default=AgreementState.DRAFT)
    matter = models.CharField(_("personal matter"), max_length=20, choices=PersonalMatter, blank=True)
    on_paper = models.BooleanField(_("signed in ink on paper"), default=False)
    version = models.PositiveIntegerField(default=1)  # raised by every change of the text or its order
    frozen_at = models.DateTimeField(null=True, blank=True)
    frozen_hash = models.CharField(max_length=64, blank=True)  # over the clauses in order and the room log's head
    signers = models.JSONField(default=list)  # ids of the parties to this text, fixed with it
    room_head = models.CharField(max_length=64, blank=True)
    reached_at = models.DateTimeField(_("orally agreed"), null=True, blank=True)  # Art. 30
    effective_at = models.DateTimeField(_("in force since"), null=True, blank=True)
    confirmation_ends = models.DateField(_("apply to the court by"), null=True, blank=True)  # Art. 33, by the law pack
    law_pack = models.CharField(max_length=20, blank=True)  # the version that counted
    court_applied_on = models.DateField(_("applied to the court on"), null=True, blank=True)
    court_decided_on = models.DateField(_("the court decided on"), null=True, blank=True)
    court_outcome = models.CharField(_("decision of the court"), max_length=10, choices=CourtOutcome, blank=True)
    subsidy_frozen_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = pgettext_lazy("casework", "agreement")
        verbose_name_plural = _("agreements")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case"], condition=~Q(state__in=["withdrawn", "in_force"]), name="one_open_agreement_per_case"),
            models.CheckConstraint(
                condition=Q(state="in_force", effective_at__isnull=False) | (~Q(state="in_force") & Q(effective_at=None)),
                name="in_force_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Clause(models.Model):
    """One clause (条款). `hash` binds acceptances: it covers kind, words, people, amount, day, manner and a salt."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="clauses")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(pgettext_lazy("casework", "kind"), max_length=15, choices=ClauseKind)
    version = models.PositiveIntegerField(default=1)
    body_sealed = SealedField()  # JSON: text and manner
    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("whose responsibility")
    )
    payer = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who does it"))
    payee = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("for whom"))
    amount = models.DecimalField(_("amount in yuan"), max_digits=14, decimal_places=2, null=True, blank=True)
    due_on = models.DateField(_("to be done by"), null=True, blank=True)
    salt = models.CharField(max_length=32)
    hash = models.CharField(max_length=64)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("clause")
        verbose_name_plural = _("clauses")
        ordering: ClassVar[list[str]] = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.position}"


class Acceptance(models.Model):
    """A party's yes to one clause as it stood (同意). It counts only while `clause_hash` is still the clause's hash."""

    clause = models.ForeignKey(Clause, on_delete=models.CASCADE, related_name="acceptances")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="acceptances")
    clause_hash = models.CharField(max_length=64)
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("acceptance")
        verbose_name_plural = _("acceptances")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["clause", "party"], name="one_acceptance_per_party")
        ]

    def __str__(self) -> str:
        return f"{self.clause_id} {self.party_id}"


class Signature(models.Model):
    """A signature, fingerprint or stamp (签名、指印、公章) under the text with hash `frozen_hash`.

    A party's row exists only by the party's own act (own session, own contact) or as a scan of ink; the second, and the
    first over a contact the mediator entered, stay unconfirmed until somebody else has called back or visited.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="signatures")
    role = models.CharField(max_length=10, choices=SignatureRole)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, blank=True, related_name="signatures")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    method = models.CharField(max_length=10, choices=SignatureMethod)
    frozen_hash = models.CharField(max_length=64)
    signed_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)
    mark_sealed = SealedField(blank=True)  # strokes or typed name, JSON
    mark_index = models.CharField(max_length=64, blank=True, db_index=True)  # blind: the same strokes never count twice
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_how = models.CharField(max_length=12, choices=ConfirmedBy, blank=True)
    confirmed_by = models.CharField(max_length=80, blank=True)

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["agreement", "role", "party"], name="one_signature_each", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(role="party", party__isnull=False, user=None) | (~Q(role="party") & Q(party=None, user__isnull=False)),
                name="signature_of_one_person",
            ),
        ]
        ordering: ClassVar[list[str]] = ["signed_at", "pk"]

    def __str__(self) -> str:
        return f"{self.role} {self.id}"


class PartyStatement(models.Model):
    """What a party says about an agreement afterwards: 此事与我无关 or 我反悔了. Neither stops performance nor the court's term."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="statements")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="statements")
    kind = models.CharField(max_length=10, choices=StatementKind)
    at = models.DateTimeField()
    words_sealed = SealedField(blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.CharField(max_length=80, blank=True)

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agreement", "party", "kind"], name="one_statement_of_a_kind")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
