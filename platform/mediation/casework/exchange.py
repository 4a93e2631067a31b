"""Tables of other platforms as data: their columns in their order, our field behind each, their words for our codes.

A mapping is a file in `exchange_data/`. A column without a field of ours stays empty in an export and is named on the page: what is not
recorded here is never made up.
"""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from pathlib import Path

from mediation.casework.enums import DisputeType

FOLDER = Path(__file__).parent / "exchange_data"
# the eighteen types as the reporting list calls them; the label in an interface may be worded otherwise
KINDS = {
    DisputeType.MARRIAGE_FAMILY: "婚姻家庭", DisputeType.NEIGHBOUR: "邻里", DisputeType.HOUSING: "房屋宅基地", DisputeType.CONTRACT: "合同",
    DisputeType.BUSINESS: "生产经营", DisputeType.DAMAGES: "损害赔偿", DisputeType.LAND_FOREST: "山林土地",
    DisputeType.EXPROPRIATION: "征地拆迁", DisputeType.ENVIRONMENT: "环境污染", DisputeType.WAGES_MIGRANT: "拖欠农民工工资",
    DisputeType.LABOUR: "其他劳动争议", DisputeType.TOURISM: "旅游", DisputeType.E_COMMERCE: "电子商务", DisputeType.CONSUMER: "其他消费",
    DisputeType.MEDICAL: "医疗", DisputeType.TRAFFIC: "道路交通事故", DisputeType.PROPERTY_SERVICE: "物业", DisputeType.OTHER: "其他",
}


@dataclass(frozen=True, slots=True)
class Mapping:
    """columns: heading and our field ("" where we record nothing like it). split: what stands between names in one cell."""

    code: str
    version: str
    name: str
    dated: str
    split: str
    columns: tuple[tuple[str, str], ...]
    values: dict[str, dict[str, str]]

    @property
    def unrecorded(self) -> list[str]:
        return [head for head, field in self.columns if not field]

    def words(self, field: str, code: str) -> str:
        """Their word for our code."""
        return self.values.get(field, {}).get(code, code)

    def head_of(self, field: str) -> str:
        return next((head for head, known in self.columns if known == field), "")


@functools.cache
def mappings() -> dict[str, Mapping]:
    found = {}
    for file in sorted(FOLDER.glob("*.json")):
        raw = json.loads(file.read_text(encoding="utf-8"))
        found[raw["code"]] = Mapping(
            raw["code"], raw["version"], raw["name"], raw["dated"], raw["split"], tuple((h, f) for h, f in raw["columns"]), raw["values"]
        )
    return found
