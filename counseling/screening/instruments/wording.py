"""Official words a site brings itself for an instrument that ships as a skeleton, or in a language it does not speak yet.

    {"instrument": "gds15", "language": "zh-hans", "provenance": "where the text was printed", "permission": "why we may use it",
     "stem": "…", "options": {"main": {"0": "…", "1": "…"}}, "items": {"gds15_1": "…", …}}

Every word or none: an instrument with half its words is refused. Words that ship with us are not replaced.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from counseling.screening.instruments.package import Package

FOLDER = "instruments"  # in the state folder


class SiteWording(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    instrument: str
    language: Literal["en", "zh-hans"]
    provenance: str = Field(min_length=3)
    permission: str = Field(min_length=10)
    stem: str = Field(min_length=1)
    options: dict[str, dict[str, str]]
    items: dict[str, str]

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


def added(package: Package, words: SiteWording) -> Package:
    """The package with these words. Raises ValueError for another instrument's, incomplete or already present ones."""
    if words.instrument != package.code:
        raise ValueError(f"these words are for {words.instrument}")
    if words.language in package.languages:
        raise ValueError(f"{package.code} already has its words in {words.language}")
    if set(words.items) != {i.id for i in package.items}:
        raise ValueError(f"the items have to be exactly those of {package.code}")
    if {g: set(o) for g, o in words.options.items()} != {g: {str(o.value) for o in v} for g, v in package.options.items()}:
        raise ValueError(f"the options have to be exactly those of {package.code}")
    body = package.model_dump()
    body["languages"][words.language] = {"provenance": words.provenance, "note": f"brought by the site: {words.permission}"}
    body["stem"][words.language] = words.stem
    for item in body["items"]:
        item["text"][words.language] = words.items[item["id"]]
    for group, options in body["options"].items():
        for option in options:
            option["text"][words.language] = words.options[group][str(option["value"])]
    return Package.model_validate(body)


def path_of(state: Path, words: SiteWording) -> Path:
    return state / FOLDER / f"{words.instrument}.{words.language}.json"
