"""From the clauses to the closed case, for the demo's past and present."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal

from mediation.accounts.models import OneTimeCode
from mediation.casework.agreement_enums import AgreementState, ClauseKind, ConfirmedBy
from mediation.casework.models import Agreement, Case
from mediation.casework.services import agreement as agreements
from mediation.casework.services import clause as clauses
from mediation.casework.services import closing, signing
from mediation.common import clock
from mediation.common.actor import Actor
from mediation.demo.stories import Story
from mediation.demo.world import World

__all__ = ["AgreementState", "ConfirmedBy", "OneTimeCode", "Decimal", "json", "timedelta", "clock", "World", "Agreement", "Case", "Actor", "Story", "ClauseKind", "agreements", "clauses", "closing", "signing"]
