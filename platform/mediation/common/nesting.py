"""How deep JSON nests, known before anything is built from it: a parser that recurses would fall over a bomb of brackets."""

from __future__ import annotations


def depth(text: str, shallow: int = 0) -> int:
    """The deepest nesting of brackets outside strings; counted without recursion, 0 where there is none.

    shallow: up to this depth the answer does not matter, and may be 0 without having counted.
    """
    if text.count("[") + text.count("{") <= shallow:  # cannot be deeper than it has brackets
        return 0
    deepest = deep = 0
    quoted = escaped = False
    for c in text:
        if quoted:
            if escaped:
                escaped = False
            elif c == "\\":
                escaped = True
            elif c == '"':
                quoted = False
        elif c == '"':
            quoted = True
        elif c in "[{":
            deep += 1
            deepest = max(deepest, deep)
        elif c in "]}":
            deep -= 1
    return deepest
