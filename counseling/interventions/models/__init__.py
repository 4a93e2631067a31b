from counseling.interventions.models.advice import ProcessAdvice
from counseling.interventions.models.appointment import Appointment, ContactAttempt
from counseling.interventions.models.card import TakeHomeCard
from counseling.interventions.models.caseload import CaseloadLimit
from counseling.interventions.models.conference import Conference, ConferenceSeat
from counseling.interventions.models.entry import CareEntry
from counseling.interventions.models.known import KnownAs
from counseling.interventions.models.look_in import LookIn
from counseling.interventions.models.process_note import ProcessNote
from counseling.interventions.models.referral import Referral
from counseling.interventions.models.supervision import Supervision
from counseling.interventions.models.tie import CareTie

__all__ = [
    "Appointment", "CareEntry", "CareTie", "CaseloadLimit", "Conference", "ConferenceSeat", "ContactAttempt", "KnownAs", "LookIn",
    "ProcessAdvice", "ProcessNote", "Referral", "Supervision", "TakeHomeCard",
]
