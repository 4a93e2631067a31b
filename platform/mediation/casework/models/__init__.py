from mediation.casework.models.case import Case, CaseEvent, GradeLimit, NumberSeries
from mediation.casework.models.claim import Objection, Pass
from mediation.casework.models.enquiry import Enquiry
from mediation.casework.models.message import CaseMessage
from mediation.casework.models.party import Party
from mediation.casework.models.sitting import Attendance, Sitting

__all__ = [
    "Attendance",
    "Case",
    "CaseEvent",
    "CaseMessage",
    "Enquiry",
    "GradeLimit",
    "NumberSeries",
    "Objection",
    "Party",
    "Pass",
    "Sitting",
]
