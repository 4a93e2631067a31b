"""A sealed dossier is checked from outside: by command, by file, by fingerprint, by its printed code."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from mediation.casework.services import closing, dossier
from mediation.documents import issuing, manifest, signing, verification
from mediation.documents.models import DocumentVersion
from mediation.followups.models import FollowUpVisit
from tests.cast import client_of
from tests.mediation.casework import agreement_play as stage


@pytest.fixture
def sealed(county: Any, mediator: Any, supervisor: Any, party: Any, other_party: Any) -> tuple[Any, DocumentVersion, bytes]:
    """A closed case with its agreement printed, and its sealed dossier."""
    from mediation.casework.services import paper
    from mediation.documents.selectors import content_of
    from mediation.followups import services as followups

    play = stage.make_case(county, mediator, supervisor, party, other_party)
    paper.keep_signed(actor=stage.ME, agreement=stage.in_force(play))
    visit = FollowUpVisit.objects.first()
    assert visit is not None
    followups.record(
        actor=mediator, visit=visit,
        talk=followups.Talk(channel="telephone", outcome="reached", performed="fully", satisfaction="satisfied", heart="at_rest"),
    )
    play.case.refresh_from_db()
    closing.close(actor=mediator, case=play.case, matter_settled=True)
    play.case.refresh_from_db()
    version = dossier.seal(actor=mediator, case=play.case)
    return play, version, content_of(version)


def run(file: Path, *args: str) -> int:
    with pytest.raises(SystemExit) as ended:
        call_command("verify", str(file), *args)
    return int(ended.value.code or 0)


def test_the_command_says_what_holds_in_both_languages(sealed: Any, tmp_path: Path, capsys: Any) -> None:
    _play, _version, content = sealed
    file = tmp_path / "dossier.pdf"
    file.write_bytes(content)
    assert run(file) == 0
    said = capsys.readouterr().out
    assert said.count("[是 yes]") == 7
    assert "真实，未被改动 / GENUINE AND UNCHANGED" in said
    assert "柳桥镇人民调解委员会" in said
    assert run(file, "--file-only") == 0
    assert run(tmp_path / "nothing.pdf") == 2


@pytest.mark.parametrize("part", [0.02, 0.25, 0.5, 0.75, 0.97])
def test_any_changed_byte_fails(sealed: Any, tmp_path: Path, part: float) -> None:
    content = sealed[2]
    at = int(len(content) * part)
    file = tmp_path / "changed.pdf"
    file.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
    assert run(file) == 1
    assert run(file, "--file-only") == 1


def test_the_list_names_every_file_inside_and_nothing_else_may_be_there(sealed: Any) -> None:
    content = sealed[2]
    files = manifest.files_in(content)
    body = manifest.read(files)
    assert body is not None
    assert sorted(files) == ["manifest.json", "paper-01.pdf"]
    assert signing.verify(files["paper-01.pdf"]).good
    assert manifest.complete(body, files)
    assert not manifest.complete(body, files | {"more.pdf": b"x"})
    assert not manifest.complete(body, files | {"paper-01.pdf": files["paper-01.pdf"] + b" "})
    assert not manifest.complete(body, {"manifest.json": files["manifest.json"]})


def test_a_dossier_sealed_by_the_key_but_never_registered_is_refused(sealed: Any, tmp_path: Path) -> None:
    """Whoever steals the key still has no entry in the register."""
    play = sealed[0]
    values, pictures = dossier.dossier_values(play.mediator, play.case)
    from mediation.documents import rendering

    forged = signing.sign(rendering.pdf(dossier.TEMPLATE, values, pictures=pictures), reason="x")
    report = verification.examine(forged)
    assert (report.intact, report.trusted, report.registered, report.good) == (True, True, False, False)


def test_sealed_once_and_anew_only_when_something_came_in(sealed: Any) -> None:
    play, version, content = sealed
    assert dossier.seal(actor=play.supervisor, case=play.case) == version
    FollowUpVisit.objects.exclude(done_at=None).update(done_by_name="另一人")
    second = dossier.seal(actor=play.supervisor, case=play.case)
    assert (second.number, second.document_id) == (2, version.document_id)
    from mediation.documents.selectors import content_of

    body = manifest.read(manifest.files_in(content_of(second)))
    assert body is not None
    assert body["before"] == hashlib.sha256(content).hexdigest()
    assert verification.examine(content_of(second)).good
    DocumentVersion.objects.filter(pk=version.pk).update(sha256="0" * 64)
    assert verification.examine(content_of(second)).chained is False


def test_the_public_page_shows_kind_day_and_organisation_and_no_name(sealed: Any, anonymous: Any) -> None:
    play, version, content = sealed
    web = client_of(anonymous)
    by_code = web.get(f"/verify/?code={version.code}", headers={"accept-language": "zh-hans"}).content.decode()
    by_hash = web.post("/verify/", {"code": hashlib.sha256(content).hexdigest()}).content.decode()
    by_file = web.post("/verify/", {"file": SimpleUploadedFile("d.pdf", content, "application/pdf")}).content.decode()
    assert 'data-answer="known_code"' in by_code
    assert 'data-answer="unchanged"' in by_hash
    assert 'data-answer="unchanged"' in by_file
    for page in (by_code, by_hash, by_file):
        assert "柳桥镇人民调解委员会" in page
        for secret in (play.party_a.person.name, play.party_b.person.name, play.case.title, play.case.number, "林静"):
            assert secret not in page
    assert "人民调解卷宗" in by_code
    wrong = hashlib.sha256(content + b"x").hexdigest()
    assert 'data-answer="unknown_hash"' in web.post("/verify/", {"code": wrong}).content.decode()


def test_the_code_on_the_paper_leads_to_the_page(sealed: Any) -> None:
    mark = issuing.stamp(sealed[1].code)
    assert "<svg" in mark.picture
    assert mark.words.startswith("核验码 ")
