from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from training.assessment.models import Question, Quiz


class QuestionViewSet(SnippetViewSet):  # type: ignore[misc]
    model = Question
    icon = "help"
    list_display = ("__str__", "kind", "competency")
    list_filter = ("kind", "competency")


class QuizViewSet(SnippetViewSet):  # type: ignore[misc]
    model = Quiz
    icon = "list-ol"
    list_display = ("title", "pass_percent")


class AssessmentGroup(SnippetViewSetGroup):  # type: ignore[misc]
    items = (QuestionViewSet, QuizViewSet)
    menu_label = _("Quizzes")
    menu_icon = "list-ol"
    menu_order = 310


register_snippet(AssessmentGroup)
