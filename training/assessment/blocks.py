"""The parts a question is made of, as an editor writes them (题目组成)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks

from cms.blocks import law_choices
from training.assessment.content import LONGEST
from training.assessment.enums import GapKind

WHOLE = {"min_value": 0, "max_value": 100, "max_digits": 8, "decimal_places": 5}


class OptionBlock(blocks.StructBlock):  # type: ignore[misc]
    """An answer to choose, and why it is right or wrong."""

    text_zh = blocks.TextBlock(rows=2, required=False, label=_("Answer in Chinese"))
    text_en = blocks.TextBlock(rows=2, required=False, label=_("Answer in English"))
    right = blocks.BooleanBlock(required=False, label=_("This is right"))
    worth = blocks.DecimalBlock(
        required=False, label=_("Worth, in percent"), help_text=_("For situations only: what a less wise answer still deserves."), **WHOLE
    )
    why_zh = blocks.TextBlock(rows=2, required=False, label=_("Why, in Chinese"))
    why_en = blocks.TextBlock(rows=2, required=False, label=_("Why, in English"))
    law = blocks.ChoiceBlock(choices=law_choices, required=False, label=_("Statute"))
    article = blocks.IntegerBlock(required=False, min_value=1, label=_("Article"))

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if not (cleaned["text_zh"] or cleaned["text_en"]):
            raise blocks.StructBlockValidationError({"text_zh": ValidationError(_("Please write the answer in at least one language."))})
        return cleaned

    class Meta:
        icon = "tick"
        label = _("Option")


class PairBlock(blocks.StructBlock):  # type: ignore[misc]
    """Two halves that belong together. Without a left half the right one only leads astray."""

    left_zh = blocks.CharBlock(max_length=LONGEST, required=False, label=_("Left half in Chinese"))
    left_en = blocks.CharBlock(max_length=LONGEST, required=False, label=_("Left half in English"))
    right_zh = blocks.CharBlock(max_length=LONGEST, required=False, label=_("Right half in Chinese"))
    right_en = blocks.CharBlock(max_length=LONGEST, required=False, label=_("Right half in English"))

    class Meta:
        icon = "link"
        label = _("Pair")


class StepBlock(blocks.StructBlock):  # type: ignore[misc]
    """A line of a list to be put in order. Write the lines in the right order."""

    text_zh = blocks.CharBlock(max_length=LONGEST, required=False, label=_("Line in Chinese"))
    text_en = blocks.CharBlock(max_length=LONGEST, required=False, label=_("Line in English"))

    class Meta:
        icon = "list-ol"
        label = _("Line in order")


class AcceptedBlock(blocks.StructBlock):  # type: ignore[misc]
    """What somebody may type. `*` stands for anything; a number may have a tolerance."""

    text = blocks.CharBlock(max_length=LONGEST, label=_("Accepted answer"))
    tolerance = blocks.CharBlock(max_length=40, required=False, label=_("Tolerance, for a number"))
    worth = blocks.DecimalBlock(default=100, label=_("Worth, in percent"), **WHOLE)
    why_zh = blocks.TextBlock(rows=2, required=False, label=_("Why, in Chinese"))
    why_en = blocks.TextBlock(rows=2, required=False, label=_("Why, in English"))

    class Meta:
        icon = "edit"
        label = _("Accepted answer")


class GapAnswerBlock(blocks.StructBlock):  # type: ignore[misc]
    text_zh = blocks.CharBlock(max_length=LONGEST, required=False, label=_("Answer in Chinese"))
    text_en = blocks.CharBlock(max_length=LONGEST, required=False, label=_("Answer in English"))
    tolerance = blocks.CharBlock(max_length=40, required=False, label=_("Tolerance, for a number"))
    worth = blocks.DecimalBlock(default=100, label=_("Worth, in percent"), **WHOLE)


class GapBlock(blocks.StructBlock):  # type: ignore[misc]
    """A gap of the text, named there as [[1]]."""

    number = blocks.IntegerBlock(min_value=1, max_value=16, label=_("Number of the gap"))
    kind = blocks.ChoiceBlock(choices=GapKind.choices, default=GapKind.SHORT, label=_("What is filled in"))
    answers = blocks.ListBlock(GapAnswerBlock(), label=pgettext_lazy("assessment", "Answers"))

    class Meta:
        icon = "minus"
        label = _("Gap")


PARTS = [
    ("option", OptionBlock()), ("pair", PairBlock()), ("step", StepBlock()), ("accepted", AcceptedBlock()), ("gap", GapBlock()),
]
