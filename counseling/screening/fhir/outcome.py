"""What is wrong with a resource, as an OperationOutcome: severity, code of the standard, a sentence, and where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

Severity = Literal["fatal", "error", "warning", "information"]
MOST = 100  # issues told at once


@dataclass(frozen=True, slots=True)
class Issue:
    severity: Severity
    code: str  # of http://hl7.org/fhir/issue-type
    text: str
    expression: str = ""

    def plain(self) -> dict[str, Any]:
        told: dict[str, Any] = {"severity": self.severity, "code": self.code, "details": {"text": self.text}}
        if self.expression:
            told["expression"] = [self.expression]
        return told


class Unusable(Exception):
    """The bytes are no resource at all: told as one fatal issue."""

    def __init__(self, text: str, *, code: str = "structure", expression: str = "") -> None:
        self.issue = Issue("fatal", code, text, expression)
        super().__init__(text)


def bad(issues: Iterable[Issue]) -> bool:
    return any(i.severity in ("fatal", "error") for i in issues)


def outcome(issues: Iterable[Issue], well: str) -> dict[str, Any]:
    """All of them, the grave ones first; `well` is said where there is nothing to say."""
    order = ("fatal", "error", "warning", "information")
    found = sorted(issues, key=lambda i: order.index(i.severity))
    told = found[:MOST] or [Issue("information", "informational", well)]
    return {"resourceType": "OperationOutcome", "issue": [i.plain() for i in told]}
