"""The site in two languages, the law beside the text, and captions before publishing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from cms import webvtt
from tests.cms.conftest import VTT

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["", "advice/", "law/", "law/people-mediation-law/", "cases/", "cases/lamp/", "search/"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_both_trees_are_complete(site: Any, client: Any, path: str, language: str) -> None:
    assert client.get(f"/{language}/{path}").status_code == 200


def test_a_citation_leads_to_the_article_and_its_words_stand_beside(site: Any, client: Any) -> None:
    page = client.get("/zh-hans/cases/lamp/").content.decode()
    law = client.get("/zh-hans/law/people-mediation-law/").content.decode()

    assert 'href="/zh-hans/law/people-mediation-law/#a17"' in page
    assert "明确拒绝调解的，不得调解。" in page
    assert 'id="a17"' in law
    assert law.count("摘要") == page.count("摘要") == 1


def test_the_foundation_may_be_laid_again(site: Any) -> None:
    from wagtail.models import Page, Site

    from cms import foundation

    before = Page.objects.count()

    assert foundation.lay().pk == site["home"].pk
    assert Page.objects.count() == before
    assert Site.objects.get().root_page_id == site["home"].pk


def film(**captions: str) -> Any:
    from cms.models import Video

    video = Video(title="一段视频", **captions)
    video.file.save("film.mp4", ContentFile(b"film"), save=True)
    return video


def test_a_video_without_captions_is_not_published_by_anybody(site: Any) -> None:
    video = film(captions_zh=VTT.format("你好"))
    page = site["advice"]
    page.body = json.dumps([{"type": "film", "value": {"video": str(video.pk)}}])
    revision = page.save_revision()

    with pytest.raises(ValidationError) as refused:
        revision.publish()
    video.captions_en = VTT.format("Hello")
    video.save()
    page.save_revision().publish()

    assert refused.value.code == "captions-missing"
    assert "一段视频" in refused.value.messages[0]


def test_the_editor_is_told_at_the_field_and_nothing_is_lost(site: Any, editor: Any, client_of: Any) -> None:
    from cms.models import StandardPage

    video, page = film(), site["advice"]
    data = {
        "title": "写了很久的标题", "slug": page.slug, "summary": "简介", "body-count": "1", "body-0-type": "film", "body-0-order": "0",
        "body-0-deleted": "", "body-0-id": "", "body-0-value-video": str(video.pk), "seo_title": "", "search_description": "",
        "go_live_at": "", "expire_at": "", "comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0", "comments-MIN_NUM_FORMS": "0",
        "comments-MAX_NUM_FORMS": "",
    }
    client = client_of(editor)

    refused = client.post(f"/cms/pages/{page.pk}/edit/", data | {"action-publish": "1"})
    draft = client.post(f"/cms/pages/{page.pk}/edit/", data)

    assert refused.status_code == 200
    assert "写了很久的标题" in refused.content.decode()
    assert refused.context["form"].errors["body"]
    assert draft.status_code == 302
    assert StandardPage.objects.get(pk=page.pk).title == "卫生间漏水怎么办"
    assert StandardPage.objects.get(pk=page.pk).get_latest_revision_as_object().title == "写了很久的标题"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Hello", 1),
        ("WEBVTT\n\n", 1),
        ("WEBVTT\n\n00:01 --> 00:02\nx", 3),
        ("WEBVTT\n\n00:03.000 --> 00:01.000\nx", 3),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n", 3),
        ("WEBVTT\n\n00:05.000 --> 00:06.000\na\n\n00:01.000 --> 00:02.000\nb", 6),
    ],
)
def test_bad_captions_are_refused_with_their_line(text: str, line: int) -> None:
    with pytest.raises(webvtt.CaptionError) as error:
        webvtt.parse(text)

    assert error.value.line == line


def test_good_captions_become_a_transcript() -> None:
    cue = "1\r\n01:02:03.500 --> 01:02:05.000 align:start\r\n<v 周>您先<b>坐</b>\r\n慢慢说\r\n"
    text = f"\ufeffWEBVTT title\r\n\r\nNOTE a note\r\n\r\n{cue}"

    assert [(c.start, c.end, c.text) for c in webvtt.parse(text)] == [(3723.5, 3725.0, "您先坐 慢慢说")]


def test_a_video_refuses_bad_captions_and_other_files() -> None:
    from cms.models import Video

    video = Video(title="x", captions_zh="no", file=ContentFile(b"x", name="film.exe"))

    with pytest.raises(ValidationError) as error:
        video.full_clean()

    assert set(error.value.message_dict) == {"captions_zh", "file"}
