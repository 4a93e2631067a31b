"""Between what an editor writes (blocks) and what a version keeps (`content`). Both ways, so that an import becomes editable."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from training.assessment.content import SCHEMA
from training.assessment.enums import CHOICES, TYPED, Kind


def frozen(kind: str, stem: dict[str, str], why: dict[str, str], blocks: Any) -> dict[str, Any]:
    """The question as data. Ids stay with their block, so that order may change; blocks of another kind are left out."""
    kept: dict[str, Any] = {"schema": SCHEMA, "kind": str(kind), "stem": _texts(stem), "why": _texts(why)}
    found = [(b.block_type, str(b.id or f"{b.block_type}{n}"), b.value) for n, b in enumerate(blocks)]
    if kind in CHOICES:
        return kept | {"options": [_option(i, v, kind) for t, i, v in found if t == "option"]}
    if kind == Kind.MATCHING:
        pairs = [_pair(i, v) for t, i, v in found if t == "pair"]
        return kept | {
            "pairs": [p for p in pairs if p["left"]], "extras": [{"to": p["to"], "right": p["right"]} for p in pairs if not p["left"]]
        }
    if kind == Kind.ORDERING:
        return kept | {"steps": [{"id": i, "text": _both(v, "text")} for t, i, v in found if t == "step"]}
    if kind in TYPED:
        return kept | {"accepted": [_accepted(v) for t, _i, v in found if t == "accepted"]}
    return kept | {"gaps": [_gap(v) for t, _i, v in found if t == "gap"]}


def written(content: dict[str, Any]) -> list[dict[str, Any]]:
    """The blocks of a question as StreamField data, from its content."""
    blocks: list[tuple[str, str, dict[str, Any]]] = []
    for n, o in enumerate(content.get("options", ())):
        law = o.get("law") or ["", None]
        right = o["worth"] == "100"
        value: dict[str, Any] = {**_apart("text", o["text"]), **_apart("why", o["why"])}
        value |= {"right": right, "worth": None if right else o["worth"], "law": law[0], "article": law[1]}
        blocks.append(("option", f"{n}", value))
    for n, p in enumerate([*content.get("pairs", ()), *({"left": {}, **e} for e in content.get("extras", ()))]):
        blocks.append(("pair", f"{n}", _apart("left", p["left"]) | _apart("right", p["right"])))
    for n, s in enumerate(content.get("steps", ())):
        blocks.append(("step", f"{n}", _apart("text", s["text"])))
    for n, a in enumerate(content.get("accepted", ())):
        value = {"text": a["text"], "tolerance": a["tolerance"], "worth": a["worth"], **_apart("why", a["why"])}
        blocks.append(("accepted", f"{n}", value))
    for g in content.get("gaps", ()):
        answers = [_apart("text", a["text"]) | {"tolerance": a["tolerance"], "worth": a["worth"]} for a in g["answers"]]
        rows = [{"type": "item", "value": value, "id": str(uuid5(NAMESPACE_OID, f"{g['id']}/{n}"))} for n, value in enumerate(answers)]
        blocks.append(("gap", g["id"], {"number": int(g["id"]), "kind": g["kind"], "answers": rows}))
    seed = hashlib.sha256(repr(sorted(content["stem"].items())).encode()).hexdigest()
    return [{"type": t, "value": v, "id": str(uuid5(NAMESPACE_OID, f"{seed}/{t}/{n}"))} for t, n, v in blocks]


def _option(key: str, value: Any, kind: str) -> dict[str, Any]:
    worth = value.get("worth") if kind == Kind.JUDGEMENT else None
    law = [value["law"], value["article"]] if value.get("law") and value.get("article") else None
    return {
        "id": key, "worth": "100" if value.get("right") else _number(worth), "text": _both(value, "text"), "why": _both(value, "why"),
        "law": law,
    }


def _pair(key: str, value: Any) -> dict[str, Any]:
    """`to` names the right half, in a way that does not tell which left half it belongs to."""
    to = hashlib.sha256(f"to:{key}".encode()).hexdigest()[:16]
    return {"id": key, "to": to, "left": _both(value, "left"), "right": _both(value, "right")}


def _accepted(value: Any) -> dict[str, Any]:
    return {
        "text": value["text"], "tolerance": value.get("tolerance") or "", "worth": _number(value.get("worth")), "why": _both(value, "why")
    }


def _gap(value: Any) -> dict[str, Any]:
    answers = [
        {"text": _both(a, "text"), "tolerance": a.get("tolerance") or "", "worth": _number(a.get("worth"))} for a in value["answers"]
    ]
    return {"id": str(value["number"]), "kind": str(value["kind"]), "answers": answers}


def _number(worth: Any) -> str:
    text = format(worth, "f") if worth not in (None, "") else "0"
    return (text.rstrip("0").rstrip(".") or "0") if "." in text else text


def _both(value: Any, name: str) -> dict[str, str]:
    return _texts({"zh-hans": value.get(f"{name}_zh") or "", "en": value.get(f"{name}_en") or ""})


def _texts(texts: dict[str, str]) -> dict[str, str]:
    return {language: text.strip() for language, text in texts.items() if text and text.strip()}


def _apart(name: str, texts: dict[str, str]) -> dict[str, str]:
    return {f"{name}_zh": texts.get("zh-hans", ""), f"{name}_en": texts.get("en", "")}
