from training.mentoring.models.contract import Contract, LogEntry, LogSignature, Seat
from training.mentoring.models.ladder import LadderTemplate, Portfolio, Requirement, SignOff
from training.mentoring.models.review import Appeal, Panel, PanelMember, PanelVote

__all__ = [
    "Appeal", "Contract", "LadderTemplate", "LogEntry", "LogSignature", "Panel", "PanelMember", "PanelVote", "Portfolio", "Requirement",
    "Seat", "SignOff",
]
