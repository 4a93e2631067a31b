"""Every sentence the code wants translated, found without gettext."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from tests.databases import ROOT, SOURCES

CALLS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
# what templatize() makes of {% translate %} and {% blocktranslate %}: calls with one or two string literals
STRING = r"""u?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
IN_TEMPLATE = re.compile(rf"\b(?:n?p?gettext|_)\(\s*({STRING})(?:,\s*({STRING}))?", re.S)


def wanted() -> Iterator[tuple[Path, str]]:
    """Every msgid in Python and in templates, with the file it stands in."""
    for source in SOURCES:
        for file in sorted((ROOT / source).rglob("*.py")):
            if "migrations" not in file.parts:
                yield from ((file, msgid) for msgid in _in_python(file))
        for file in sorted((ROOT / source).rglob("*.html")):
            yield from ((file, msgid) for msgid in _in_template(file))


def _in_python(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr if isinstance(node.func, ast.Attribute) else ""
        argument = node.args[1 if name.startswith("p") and len(node.args) > 1 else 0]
        if name in CALLS and isinstance(argument, ast.Constant) and isinstance(argument.value, str) and argument.value:
            yield argument.value


def _in_template(file: Path) -> Iterator[str]:
    for call in IN_TEMPLATE.finditer(templatize(file.read_text(encoding="utf-8"), origin=str(file))):
        context = "pgettext(" in call[0]
        literal = call[2] if context and call[2] else call[1]
        yield str(ast.literal_eval(literal.removeprefix("u")))


def entries() -> Iterator[tuple[Path, str, str, bool, str, str]]:
    """Every entry of our catalogues: file, msgid, translation, whether fuzzy, its form for many (the only one in Chinese), context."""
    for source in SOURCES:
        for file in sorted((ROOT / source).rglob("locale/zh_Hans/LC_MESSAGES/*.po")):
            with open(file, "rb") as words:
                catalogue = read_po(words)
            for message in catalogue:
                msgid = message.id[0] if isinstance(message.id, tuple | list) else message.id
                many = message.id[-1] if isinstance(message.id, tuple | list) else message.id
                told = message.string if isinstance(message.string, str) else "".join(message.string or ())
                if msgid:
                    yield file, msgid, told, message.fuzzy, many, str(message.context or "")
