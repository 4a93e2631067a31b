"""Words in two languages on their way through formats that know one: Moodle's multilang spans, and HTML made plain."""

from __future__ import annotations

import html
import re
import unicodedata

import nh3
from django.utils.translation import gettext_lazy as _

from mediation.common.errors import Invalid
from training.assessment.exchange.entry import Texts, Unfit

SPAN = re.compile(r"<span\b(?=[^>]*\bclass=[\"']?multilang)(?=[^>]*\blang=[\"']?([\w-]+))[^>]*>(.*?)</span>", re.I | re.S)
FILES = re.compile(r"<(img|audio|video|object|embed|iframe|svg)\b|@@PLUGINFILE@@", re.I)
BREAK = re.compile(r"<br\s*/?>|</(p|div|li|h\d|tr)>", re.I)
TAG = re.compile(r"</?[a-z!][^>]*>", re.I)
MOODLE = {"zh-hans": "zh_cn", "en": "en"}
LARGEST = 5 * 1024 * 1024  # bytes


def decoded(data: bytes, encoding: str = "") -> str:
    """The text of a file. Raises Invalid with the first line that cannot be read, and what it may be instead."""
    if len(data) > LARGEST:
        raise Invalid(_("The file is larger than 5 MB. Please divide it."))
    name = encoding or ("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    try:
        text = data.decode(name)
    except LookupError:
        raise Invalid(_("There is no encoding called %(name)s.") % {"name": encoding}) from None
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        message = _("Line %(line)s is not written in %(name)s. Please save the file as UTF-8, or name its encoding.")
        if not encoding and _reads(data, "gb18030"):
            message = _("Line %(line)s is not written in %(name)s; the file looks like GB18030. Name that encoding, or save it as UTF-8.")
        raise Invalid(message % {"line": line, "name": encoding or "UTF-8"}) from None
    if any(unicodedata.category(c) == "Cc" and c not in "\t\r\n" for c in text):
        raise Invalid(_("This is not a text file."))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _reads(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def texts(words: str, language: str, *, marked_up: bool = True) -> Texts:
    """The words by language. Raises Unfit where a picture or a film belongs to them."""
    if FILES.search(words):
        raise Unfit(_("It holds a picture or a file, and those are not taken in."))
    found = {_language(lang): plain(said) for lang, said in SPAN.findall(words)} if marked_up else {}
    if found:
        return {lang: said for lang, said in found.items() if said and lang}
    said = plain(words) if marked_up else tidy(words)
    return {language: said} if said else {}


def plain(words: str) -> str:
    if not TAG.search(words):
        return tidy(html.unescape(words))
    return tidy(html.unescape(nh3.clean(BREAK.sub("\n", words), tags=set())))


def tidy(words: str) -> str:
    lines = [re.sub(r"[^\S\n]+", " ", line).strip() for line in words.replace("\u00a0", " ").split("\n")]
    return re.sub(r"\n{2,}", "\n", "\n".join(lines)).strip()


def spans(said: Texts) -> str:
    """Both languages as Moodle's multilang filter reads them."""
    return "".join(
        f'<span lang="{MOODLE[language]}" class="multilang">{escaped(words)}</span>' for language, words in said.items() if words
    )


def escaped(words: str) -> str:
    return html.escape(words, quote=False).replace("\n", "<br>")


def _language(code: str) -> str:
    low = code.lower().replace("_", "-")
    return "zh-hans" if low.startswith("zh") else "en" if low.startswith("en") else ""
