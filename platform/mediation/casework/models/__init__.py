from mediation.casework.models.case import Case, CaseEvent
from mediation.casework.models.party import Party

__all__ = ["Case", "CaseEvent", "Party"]
