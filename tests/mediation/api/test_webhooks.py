"""Messages to other programs: signed, sent to public addresses only, tried again, and given up where somebody sees it."""

from __future__ import annotations

import datetime
import ipaddress
import json
import socket
import ssl
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from mediation.api import outside, signing
from mediation.api.models import Delivery, Webhook
from mediation.api.services import webhooks
from mediation.casework.services.claim import claim
from mediation.common import clock
from mediation.jobs.models import Job
from mediation.notifications.models import Notice
from tests.mediation.casework.conftest import tell as tell
from tests.mediation.casework.conftest import told as told

pytestmark = pytest.mark.django_db
URL = "https://platform.example/hook?x=1"


@pytest.fixture
def sent(monkeypatch: Any) -> list[Any]:
    """The far end. What stands in `answers` is raised or given, in turn; then 204."""
    got: list[Any] = []

    def post(url: str, body: bytes, headers: dict[str, str]) -> int:
        got.append((url, body, headers))
        raise_ = got_answers.pop(0) if got_answers else None
        if raise_ is not None:
            raise raise_
        return 204

    got_answers: list[Any] = []
    monkeypatch.setattr(outside, "post", post)
    monkeypatch.setattr(outside, "addresses", lambda host, port: ["93.184.216.34"])
    got.append(got_answers)
    return got


def hook(p: Any, **more: Any) -> tuple[Webhook, str]:
    answer = p.post("webhooks", {"url": URL, **more})
    assert answer.status_code == 201, answer.content
    return Webhook.objects.get(pk=answer.json()["id"]), answer.json()["secret"]


def run_due() -> int:
    """What the worker does, without its leases."""
    done = 0
    for job in Job.objects.filter(task=webhooks.SEND, done_at=None, due_at__lte=clock.now()):
        webhooks.send(**{"delivery_id": job.payload["delivery"]})
        Job.objects.filter(pk=job.pk).update(done_at=clock.now())
        done += 1
    return done


def test_an_event_is_sent_signed_and_tells_codes_only(program: Any, told: Any, mediator: Any, sent: Any) -> None:
    row, secret = hook(program("webhooks.manage"), kinds=["claimed"])
    claim(actor=mediator, case=told.case)
    assert run_due() == 1
    url, body, headers = sent[1]
    now = int(headers[signing.TIMESTAMP])
    assert url == URL
    assert signing.genuine(secret, headers, body, now=now)
    assert not signing.genuine(secret, headers, body + b" ", now=now)
    assert not signing.genuine(secret, headers, body, now=now + signing.WINDOW + 1)  # played again later
    assert not signing.genuine(secret, headers | {signing.DELIVERY: "another"}, body, now=now)
    assert not signing.genuine(signing.secret_of(row.id, 2), headers, body, now=now)
    told_ = json.loads(body)["event"]
    assert (told_["kind"], told_["case"]["number"], told_["detail"]) == ("claimed", told.case.number, {})
    assert "林静" not in body.decode() and "canary" not in body.decode()
    assert Delivery.objects.get().state == "done"
    assert run_due() == 0


def test_it_is_tried_again_and_given_up_where_the_administrator_sees_it(
    program: Any, told: Any, mediator: Any, admin: Any, outsider: Any, sent: Any, client_of: Any
) -> None:
    hook(program("webhooks.manage"), kinds=["claimed"])
    sent[0].extend(outside.Unreachable("refused", 503) for _ in range(len(webhooks.PAUSES) + 1))
    claim(actor=mediator, case=told.case)
    at = clock.now()
    for pause in (timedelta(0), *webhooks.PAUSES):
        at += pause
        with clock.told(at - timedelta(seconds=1) if pause else at):
            assert run_due() == (0 if pause else 1)  # not before its time
        if pause:
            with clock.told(at + timedelta(seconds=1)):
                assert run_due() == 1
    row = Delivery.objects.get()
    assert (row.state, row.tries, row.status, row.trouble) == ("dead", 8, 503, "refused")
    assert len({h[signing.DELIVERY] for _u, _b, h in sent[1:]}) == 1  # one id, so that it is taken in once
    assert Notice.objects.filter(kind="api.dead").count() == 1
    desk = client_of(admin)
    assert "refused 503" in desk.get("/desk/connections/").content.decode()
    assert client_of(outsider).get("/desk/connections/").status_code == 404
    again = f"/desk/connections/deliveries/{row.pk}/again/"
    assert client_of(outsider).post(again).status_code == 404
    for _ in range(2):
        assert desk.post(again).status_code == 302
    with clock.told(clock.now() + timedelta(seconds=1)):
        assert run_due() == 1
    row.refresh_from_db()
    assert (row.state, row.tries) == ("done", 1)


def test_nothing_goes_to_an_ended_address_or_beyond_reach(
    program: Any, told: Any, mediator: Any, county: Any, admin: Any, sent: Any
) -> None:
    far, p = program("webhooks.manage", organisation=county.other_committee), program("webhooks.manage")
    hook(far)
    row, _secret = hook(p)
    claim(actor=mediator, case=told.case)
    assert list(Delivery.objects.values_list("webhook", flat=True)) == [row.pk]
    assert far.delete(f"webhooks/{row.pk}").status_code == 404  # another's
    assert [p.delete(f"webhooks/{row.pk}").status_code for _ in range(2)] == [204, 404]
    assert run_due() == 1
    assert len(sent) == 1
    assert Delivery.objects.get().trouble == "ended"


def test_named_once_under_its_key_and_five_at_most(program: Any, sent: Any) -> None:
    p = program("webhooks.manage")
    first, again = (p.post("webhooks", {"url": URL}, key="one") for _ in range(2))
    assert first.json() == again.json()
    assert Webhook.objects.count() == 1
    assert p.post("webhooks", {"url": URL, "kinds": ["caucus"]}).json()["fields"].keys() == {"kinds"}
    answers = [p.post("webhooks", {"url": f"{URL}&n={n}"}).status_code for n in range(5)]
    assert answers == [201, 201, 201, 201, 409]


@pytest.mark.parametrize("url", [
    "http://platform.example/", "https://localhost/", "https://127.0.0.1/", "https://10.0.0.1/x", "https://[::1]/", "https://a.local/",
    "https://user:pass@platform.example/", "https://platform.example:8080/", "https://platform.example:99999/", "ftp://platform.example/",
    "https://169.254.169.254/latest", "https://2130706433/", "https://0x7f.1/", "https://platform.example/\nHost: x", "https://平台.example/",
    "https://platform.example./", "https://platform.example/#a", "//platform.example", "https://[::ffff:127.0.0.1]/",
])
def test_an_address_inside_is_refused(program: Any, url: str) -> None:
    p = program("webhooks.manage")
    answer = p.post("webhooks", {"url": url})
    assert answer.status_code == 422, answer.content
    assert set(answer.json()["fields"]) == {"url"}
    with pytest.raises(outside.Unreachable):
        outside.post(url, b"", {})


@pytest.mark.parametrize(("address", "open_"), [
    ("93.184.216.34", True), ("2606:2800:220:1::1", True), ("127.0.0.1", False), ("10.1.2.3", False), ("172.16.0.1", False),
    ("192.168.1.1", False), ("100.64.0.1", False), ("169.254.169.254", False), ("0.0.0.0", False), ("224.0.0.1", False), ("::", False),
    ("::1", False), ("fe80::1%eth0", False), ("fc00::1", False), ("::ffff:10.0.0.1", False), ("64:ff9b::a00:1", False),
    ("2002:a00:1::", False), ("255.255.255.255", False), ("nonsense", False),
])
def test_what_is_public(address: str, open_: bool) -> None:
    assert outside.public(address) is open_


def test_a_name_with_one_private_address_is_refused(monkeypatch: Any) -> None:
    found = [(2, 1, 6, "", ("93.184.216.34", 443)), (2, 1, 6, "", ("10.0.0.1", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: found)
    with pytest.raises(outside.Unreachable, match="not-public"):
        outside.addresses("platform.example", 443)


class Far(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.server.heard.append((self.headers["Host"], self.rfile.read(length)))  # type: ignore[attr-defined]
        self.send_response(302 if self.path == "/away" else 204)
        self.send_header("Location", "https://elsewhere.example/")
        self.end_headers()

    def log_message(self, *_args: Any) -> None:
        return


def test_a_real_connection_goes_to_the_address_looked_up_and_follows_nobody(monkeypatch: Any, tmp_path: Path) -> None:
    """The name is checked against the certificate, the connection goes where the guard had looked, and a redirect is a refusal."""
    certificate(tmp_path)
    server = HTTPServer(("127.0.0.1", 0), Far)
    server.heard = []  # type: ignore[attr-defined]
    inner = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    inner.load_cert_chain(tmp_path / "c.pem", tmp_path / "k.pem")
    server.socket = inner.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setattr(outside, "PORTS", {server.server_port})
    monkeypatch.setattr(outside, "public", lambda address: address == "127.0.0.1")
    monkeypatch.setattr(outside, "addresses", lambda host, port: ["127.0.0.1"])
    trusted = ssl.create_default_context(cafile=str(tmp_path / "c.pem"))
    base = f"https://platform.example:{server.server_port}"
    try:
        assert outside.post(f"{base}/hook", b"{}", {}, context=trusted) == 204
        for url, code in ((f"{base}/away", "redirect"), (base.replace("platform", "another") + "/hook", "certificate")):
            with pytest.raises(outside.Unreachable, match=code):
                outside.post(url, b"{}", {}, context=trusted)
        with pytest.raises(outside.Unreachable, match="certificate"):
            outside.post(f"{base}/hook", b"{}", {})  # nobody vouches for it
    finally:
        server.shutdown()
        server.server_close()
    assert server.heard == [(f"platform.example:{server.server_port}", b"{}")] * 2  # type: ignore[attr-defined]


def certificate(folder: Path) -> None:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "platform.example")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("platform.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "c.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "k.pem").write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ))
    assert ipaddress.ip_address("127.0.0.1").is_loopback
