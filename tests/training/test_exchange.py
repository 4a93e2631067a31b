"""Questions come in and go out without a loss; what cannot come in is named with its line; nothing hostile does harm."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from mediation.common.errors import Invalid
from tests.training.samples import both, samples
from training.assessment import content as shape
from training.assessment.exchange import entry as made
from training.assessment.exchange import gift, gift_out, moodle, moodle_out
from training.assessment.exchange.texts import decoded

KINDS = list(samples())


@pytest.mark.parametrize("kind", [k for k in KINDS if k != "cloze"])
def test_gift_and_back(kind: str) -> None:
    question = samples()[kind]
    for o in question.get("options", []):
        o["law"] = None  # GIFT has no place for it

    text, left = gift_out.write([("名字: {x}", "law", question)])
    (back,) = gift.read(text, "zh-hans")

    assert (left, back.reason, back.competency, back.name) == ([], "", "law", "名字: {x}")
    assert shape.fingerprint(back.content or {}) == shape.fingerprint(question)


@pytest.mark.parametrize("kind", KINDS)
def test_moodle_xml_and_back(kind: str) -> None:
    question = samples()[kind]

    data = moodle_out.write([("名字 <x>", "facts", question)])
    (back,) = moodle.read(decoded(data), "zh-hans")

    assert (back.reason, back.competency, back.name) == ("", "facts", "名字 <x>")
    assert shape.fingerprint(back.content or {}) == shape.fingerprint(question)


def test_gift_names_a_gap_text_it_cannot_carry() -> None:
    text, left = gift_out.write([("空格", "law", samples()["cloze"])])

    assert len(left) == 1
    assert list(gift.read(text, "en")) == []


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=30)


@settings(max_examples=60, deadline=None)
@given(stem=WORDS, texts=st.lists(WORDS, min_size=2, max_size=5, unique=True))
def test_whatever_stands_in_a_question_comes_back(stem: str, texts: list[str]) -> None:
    options = [made.option(n, {"en": t}, "100" if n == 0 else "0", {"en": stem}) for n, t in enumerate(texts)]
    question = made.content(made.Kind.SINGLE, both(stem, stem), options=options)

    (from_gift,) = gift.read(gift_out.write([("n", "law", question)])[0], "zh-hans")
    (from_xml,) = moodle.read(decoded(moodle_out.write([("n", "law", question)])), "zh-hans")

    assert shape.fingerprint(from_gift.content or {}) == shape.fingerprint(question)
    assert shape.fingerprint(from_xml.content or {}) == shape.fingerprint(question)


GIFT = """// a comment
::one::Who signs?{~the mediator =the party ~%50%both#nearly}

$CATEGORY: $course$/top/listening

::broken::What is this {=a ~b

Only a description.

Grant is {~buried =entombed ~living} in a tomb. // [tag:care]

An essay {}

When? {#1822:5}

How many? {#
=%100%30:0
=%50%25..35#about}

Order. {=Canada -> Ottawa =Italy -> Rome = -> Oslo}

It is free.{T#no#yes}
"""


def test_what_does_not_come_in_is_named_with_line_and_reason() -> None:
    found = list(gift.read(GIFT, "en"))

    assert [(e.line, e.content["kind"] if e.content else None) for e in found] == [
        (2, "judgement"),
        (6, None),
        (8, None),
        (10, "single"),
        (12, None),
        (14, "numeric"),
        (16, "numeric"),
        (20, "matching"),
        (22, "true-false"),
    ]
    assert [bool(e.reason) for e in found] == [not e.content for e in found]
    assert found[3].content and "_____" in found[3].content["stem"]["en"]
    assert found[6].content and found[6].content["accepted"][1] == {"text": "30", "tolerance": "5", "worth": "50", "why": {"en": "about"}}
    assert {e.competency for e in found[1:3]} == {"listening"}


BROKEN = [
    "{",
    "}",
    "a{{=b}",
    "a{=b}}",
    "a{~}",
    "a{=}",
    "a{#x}",
    "a{#5..1}",
    "a{~%900%x =y}",
    "a{=b->}",
    "::x",
    "::n::{=a}",
    "a{\n\n=b}",
    "a{=\\}",
]


@pytest.mark.parametrize("text", BROKEN)
def test_malformed_gift_is_refused_in_words(text: str) -> None:
    for one in gift.read(text, "en"):
        assert one.content is None or one.reason == ""
        assert one.reason or one.content


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="ab{}~=#%:\\/>-TF5.\n $C", max_size=60))
def test_no_gift_however_broken_breaks_the_reader(text: str) -> None:
    for one in gift.read(text, "en"):
        assert bool(one.reason) != bool(one.content)


BOMB = (
    '<!DOCTYPE q [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">' for n in range(8))
    + "]><quiz><question type='shortanswer'><name><text>&i;</text></name></question></quiz>"
)
OUTSIDE = '<!DOCTYPE q [<!ENTITY x SYSTEM "file:///etc/hostname">]><quiz><question><name><text>&x;</text></name></question></quiz>'
HOSTILE = {
    "bomb": BOMB,
    "outside": OUTSIDE,
    "dtd": '<!DOCTYPE quiz SYSTEM "http://192.0.2.1/q.dtd"><quiz/>',
    "attribute": BOMB.replace("<name><text>&i;</text></name>", "").replace("type='shortanswer'", "type='&i;'"),
    "cut": "<quiz><question",
    "other": "<html><body/></html>",
    "plain": "<",
    "deep": "<quiz>" + "<a>" * 5000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_xml_is_refused_at_once(name: str) -> None:
    begun = time.monotonic()

    with pytest.raises(Invalid) as refused:
        list(moodle.read(HOSTILE[name], "en"))

    assert time.monotonic() - begun < 2
    assert "hostname" not in str(refused.value)


def test_pictures_units_and_other_kinds_are_refused_each_with_its_line() -> None:
    text = """<?xml version="1.0"?>
<quiz>
<question type="essay"><name><text>e</text></name><questiontext><text>x</text></questiontext></question>
<question type="shortanswer"><questiontext format="html"><text>&lt;img src="@@PLUGINFILE@@/a.png"&gt;</text></questiontext></question>
<question type="numerical"><questiontext><text>n</text></questiontext><units><unit/></units></question>
<question type="shortanswer"><questiontext format="html"><text>&lt;p&gt;fine&lt;script&gt;x()&lt;/script&gt;&lt;/p&gt;</text></questiontext>
<answer fraction="100"><text>yes</text></answer></question>
</quiz>"""

    found = list(moodle.read(text, "en"))

    assert [(e.line, bool(e.reason)) for e in found] == [(3, True), (4, True), (5, True), (6, False)]
    assert found[3].content and found[3].content["stem"] == {"en": "fine"}


def test_a_wrong_encoding_is_named_with_its_line() -> None:
    data = "// 题库\n\n第一题{=对 ~错}\n".encode("gb18030")

    with pytest.raises(Invalid) as refused:
        decoded(data)

    assert "GB18030" in str(refused.value)
    assert decoded(data, "gb18030").splitlines()[2].startswith("第一题")
    assert decoded("题".encode("utf-16")) == "题"
    assert decoded("\ufeff题".encode()) == "题"
    for bad in (b"MZ\x00\x01\x02", b"a\x00b"):
        with pytest.raises(Invalid):
            decoded(bad)


@pytest.mark.django_db
class TestTheBank:
    def test_a_file_comes_in_once_and_says_so(self, editor: Any) -> None:
        from training.assessment.models import Question
        from training.assessment.services import bring_in

        data = moodle_out.write([(k, "law", q) for k, q in samples().items()])

        first = bring_in(actor=editor, data=data, language="zh-hans", competency="law")
        second = bring_in(actor=editor, data=data, language="zh-hans", competency="law")

        assert [(o.came_in, o.known, o.reason) for o in first] == [(True, False, "")] * 9
        assert [(o.came_in, o.known) for o in second] == [(False, True)] * 9
        assert sorted(Question.objects.values_list("kind", flat=True)) == sorted(KINDS)
        for row in Question.objects.all():
            row.full_clean()  # an editor can open and save it as it is

    def test_only_editors_bring_in(self, learner: Any, outsider: Any) -> None:
        from mediation.common.errors import NotFound
        from training.assessment.services import bring_in

        for actor in (learner, outsider):
            with pytest.raises(NotFound):
                bring_in(actor=actor, data=b"x{T}", language="en", competency="law")

    def test_the_command_prints_what_came_in_and_why_one_did_not(self, tmp_path: Path, capsys: Any) -> None:
        from django.core.management import CommandError, call_command

        file = tmp_path / "q.gift"
        file.write_text(GIFT, encoding="utf-8")

        with translation.override("en"):
            call_command("import_questions", str(file), "--language", "en")
        said = capsys.readouterr().out

        assert "line 2\tjudgement\tone\tcame in" in said
        assert "line 6\t-\tbroken\tnot taken: Its braces do not close" in said
        assert said.strip().endswith("6 came in, 0 were there already, 3 were not taken.")
        (tmp_path / "bomb.xml").write_text(BOMB, encoding="utf-8")
        with pytest.raises(CommandError):
            call_command("import_questions", str(tmp_path / "bomb.xml"))
        with pytest.raises(CommandError):
            call_command("import_questions", str(tmp_path / "absent"))
