"""What may go to paper: known glyphs, no invisible tricks, breakable runs."""
import functools
import re
import struct
import unicodedata
from pathlib import Path


def cmap(path):
    b = Path(path).read_bytes()
    n = struct.unpack(">H", b[4:6])[0]
    tab = {b[12+16*i:16+16*i]: struct.unpack(">II", b[20+16*i:28+16*i]) for i in range(n)}
    o, _ = tab[b"cmap"]; got = set()
    for i in range(struct.unpack(">H", b[o+2:o+4])[0]):
        so = o + struct.unpack(">I", b[o+8+8*i:o+12+8*i])[0]
        fmt = struct.unpack(">H", b[so:so+2])[0]
        if fmt == 12:
            for g in range(struct.unpack(">I", b[so+12:so+16])[0]):
                s, e, _ = struct.unpack(">III", b[so+16+12*g:so+28+12*g]); got.update(range(s, e+1))
    return frozenset(got)

@functools.cache
def coverage(*paths): return frozenset().union(*(cmap(p) for p in paths))

LINE = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
RUN = re.compile(r"[!-~]{24,}")
def printable(text, cover):
    """(text safe for Typst under PDF/A + UA, characters that had to be spelled out)"""
    text = LINE.sub("\n", unicodedata.normalize("NFC", text)); out = []; missing = []
    for ch in text:
        cat = unicodedata.category(ch)
        if ch in "\n\t": out.append(ch)
        elif cat in ("Cc", "Cf", "Cs", "Cn", "Co"):
            if cat in ("Co", "Cn"): missing.append(ch); out.append(f"〔U+{ord(ch):04X}〕")
        elif ord(ch) in cover: out.append(ch)
        elif 0xFE00 <= ord(ch) <= 0xFE0F: pass
        else: missing.append(ch); out.append(f"〔U+{ord(ch):04X}〕")
    text = RUN.sub(lambda m: "\u200b".join(m[0][i:i+12] for i in range(0, len(m[0]), 12)), "".join(out))
    return text, missing
