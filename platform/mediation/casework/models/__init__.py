from mediation.casework.models.agreement import Acceptance, Agreement, Clause, PartyStatement, Signature
from mediation.casework.models.case import Case, CaseEvent, GradeLimit, NumberSeries
from mediation.casework.models.claim import Objection, Pass
from mediation.casework.models.closing import Closing
from mediation.casework.models.enquiry import Enquiry
from mediation.casework.models.evidence import Evidence
from mediation.casework.models.exchange import EnteredThere, ReportedMonth
from mediation.casework.models.importing import ImportBatch, ImportedCase
from mediation.casework.models.message import CaseMessage
from mediation.casework.models.paper import Paper
from mediation.casework.models.party import Party
from mediation.casework.models.performance import Performance
from mediation.casework.models.routing import DutyShift, MediatorProfile, Routing
from mediation.casework.models.rules import RulePackUse
from mediation.casework.models.sitting import Attendance, Sitting

__all__ = [
    "Acceptance",
    "Agreement",
    "Attendance",
    "Case",
    "CaseEvent",
    "CaseMessage",
    "Clause",
    "Closing",
    "DutyShift",
    "Enquiry",
    "EnteredThere",
    "Evidence",
    "GradeLimit",
    "ImportBatch",
    "ImportedCase",
    "MediatorProfile",
    "NumberSeries",
    "Objection",
    "Paper",
    "Party",
    "PartyStatement",
    "Pass",
    "Performance",
    "ReportedMonth",
    "Routing",
    "RulePackUse",
    "Signature",
    "Sitting",
]
