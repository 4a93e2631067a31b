"""A small site: home, a page of advice, a statute, a case study, in both languages."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.utils import translation

VTT = "WEBVTT\n\n00:00.000 --> 00:02.000\n{}\n"


@pytest.fixture
def site(db: None, settings: Any, tmp_path: Any) -> dict[str, Any]:
    from cms import foundation
    from cms.models import LawArticle, LawIndexPage, LawPage, StandardPage
    from training.casestudies.models import CaseStudyIndexPage, CaseStudyPage

    settings.MEDIA_ROOT = tmp_path
    with translation.override("zh-hans"):
        home = foundation.lay()
        advice = foundation.child(home, StandardPage, "advice", {"zh-hans": "卫生间漏水怎么办", "en": "When the bathroom leaks"})
        shelf = LawIndexPage.objects.child_of(home).get()
        law = {"code": "people-mediation-law", "official_name": "中华人民共和国人民调解法", "source": "测试", "in_force_from": "2011-01-01"}
        names = {"zh-hans": "人民调解法", "en": "People's Mediation Law"}
        statute = foundation.child(shelf, LawPage, "people-mediation-law", names, {"zh-hans": law})
        for page in (statute, foundation.translated(statute)):
            LawArticle.objects.create(page=page, number=17, label="第十七条", text="明确拒绝调解的，不得调解。", wording="exact")
            LawArticle.objects.create(page=page, number=99, label="第九十九条", text="大意如此。", wording="summary")
            page.save_revision().publish()
        cases = foundation.child(home, CaseStudyIndexPage, "cases", {"zh-hans": "案例库", "en": "Case studies"})
        body = json.dumps([
            {"type": "facts", "value": {"text": "<p>院门口的灯光照进卧室。</p>"}},
            {"type": "law", "value": {"law": "people-mediation-law", "article": 17, "why": "自愿"}},
            {"type": "law", "value": {"law": "people-mediation-law", "article": 99, "why": ""}},
        ])
        fields = {"field": "neighbour", "body": body}
        names = {"zh-hans": "夜里那盏灯", "en": "The lamp"}
        case = foundation.child(cases, CaseStudyPage, "lamp", names, {"zh-hans": fields, "en": fields})
    return {"home": home, "advice": advice, "statute": statute, "cases": cases, "case": case}
