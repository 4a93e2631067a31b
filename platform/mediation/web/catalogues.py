"""Compiling the catalogues with Babel: a fresh machine has no gettext, and compiled files are not committed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.apps import apps
from django.utils.translation.reloader import translation_file_changed

OURS = ("mediation", "training", "counseling", "cms", "realtime")


def catalogues() -> Iterator[Path]:
    """Every source catalogue of our own apps."""
    for app in apps.get_app_configs():
        if app.name.split(".")[0] in OURS:
            yield from sorted(Path(app.path).glob("locale/*/LC_MESSAGES/*.po"))


def compile_stale() -> list[Path]:
    """Compile what is newer than its compiled form; returns what was compiled.

    Safe while other processes do the same: the compiled file is moved into place whole.
    Raises OSError where the installation may not be written to and a catalogue is missing or old.
    """
    done = []
    for source in catalogues():
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with open(source, "rb") as words:
            catalogue = read_po(words, locale=source.parents[1].name, domain=source.stem)
        draft = target.with_suffix(f".{os.getpid()}")
        with open(draft, "wb") as out:
            write_mo(out, catalogue)
        os.replace(draft, target)
        done.append(source)
    if done:
        translation_file_changed(sender=None, file_path=done[0].with_suffix(".mo"))  # this process forgets what it had read
    return done
