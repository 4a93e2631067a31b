"""What may stand in a text that somebody typed: everything one can see, and nothing that hides or turns what one sees.

A right-to-left override makes a name or a clause read otherwise than it is stored (Unicode TR 36, "bidirectional text spoofing");
other controls are invisible. Emoji, every script and the joiners and direction marks that scripts need stay untouched.
"""

from __future__ import annotations

import re
import unicodedata

# Kept besides letters: tab and line ends, ZWNJ ZWJ LRM RLM (Uyghur and other scripts, emoji), the tags of a flag such as Scotland's.
_FLAG = "\U0001F3F4[\U000E0020-\U000E007F]+"
_HIDDEN = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls of C0 and C1
    "\u180e\u200b\u2028\u2029\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\U000E0000-\U000E007F"
)
_TYPED = re.compile(f"({_FLAG})|[{_HIDDEN}]|([\ud800-\udfff])")
_UNSEEN = frozenset({"Cf", "Zs", "Zl", "Zp", "Cc"})


def clean(typed: str) -> str:
    """The text without hidden controls. Half a character (a lone surrogate) becomes the visible sign for one that is missing.

    A text in which nothing can be seen is empty: what is required then says so, at its field.
    """
    kept = _TYPED.sub(_kept, typed) if _TYPED.search(typed) else typed
    core = kept.strip()
    if core and all(unicodedata.category(c) in _UNSEEN for c in core):
        return ""
    return kept


def _kept(found: re.Match[str]) -> str:
    return found[1] or ("\ufffd" if found[2] else "\n" if found[0] in "\u2028\u2029" else "")
