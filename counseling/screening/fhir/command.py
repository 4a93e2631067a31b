"""`mediation fhir-validate QUESTIONNAIRE.json RESPONSE.json`: prints an OperationOutcome, exits 0 when the response fits and 1 when not."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from counseling.screening.batch import words
from counseling.screening.fhir import questionnaire, validate
from counseling.screening.fhir.outcome import Unusable, bad, outcome
from counseling.screening.fhir.reading import LARGEST, Resource, read
from counseling.screening.fhir.words import gettext as _


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="mediation fhir-validate", description="Check a FHIR R4 response against its questionnaire.")
    parser.add_argument("questionnaire", help="a Questionnaire, JSON")
    parser.add_argument("response", help="a QuestionnaireResponse, JSON")
    parser.add_argument("--language", choices=["en", "zh-hans"], help="of the messages; the terminal's own without it")
    given = parser.parse_args(arguments)
    words.speak(given.language)
    told, well = judge(given.questionnaire, given.response)
    sys.stdout.buffer.write((json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode())
    sys.stdout.flush()
    return 0 if well else 1


def judge(form: str, response: str) -> tuple[dict[str, Any], bool]:
    try:
        asked = questionnaire.parse(_resource(form, "Questionnaire"))
        issues = validate.check(asked, _resource(response, "QuestionnaireResponse")).issues
    except Unusable as why:
        issues = [why.issue]
    return outcome(issues, _("The response fits the questionnaire.")), not bad(issues)


def _resource(name: str, expected: str) -> Resource:
    path = Path(name)
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except OSError as why:
        raise Unusable(_("The file “%(name)s” could not be read.") % {"name": path.name}, code="not-found") from why
    try:
        return read(raw, expected)
    except Unusable as why:
        issue = why.issue
        raise Unusable(f"{path.name}: {issue.text}", code=issue.code, expression=issue.expression) from why
