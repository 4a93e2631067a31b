"""The net before the wall: words that would tell a mediator where advice comes from, or how somebody is. A net, not a promise."""

from __future__ import annotations

import functools
import re

from counseling.screening.instruments.loader import codes, shipped

# where it comes from, danger, violence
TELLING = re.compile(
    r"筛查|测评|自评|量表|问卷|分数|得分|自杀|自伤|自残|轻生|抑郁|焦虑|心理|精神|咨询师|诊断|病|药"
    r"|想不开|不想活|活不下去|想死|寻死|割腕|割过腕|跳楼|跳河|上吊|遗书"
    r"|家暴|暴力|施暴|受害人|挨打|打人|打孩子|被[^，。；、 ]{0,8}打|动手|殴打|虐待|性侵|猥亵|强奸|威胁|恐吓"
    r"|[红橙黄蓝绿]色|[红橙黄蓝]级|危险等级|风险等级|高危"
    r"|screen|questionnaire|score|phq|gad|suicid|self-harm|depress|anxi|psych|counsel|diagnos|mental|ill\b|medic"
    r"|violen|abus|beat|victim|hurt|\b(?:red|orange|yellow) (?:level|flag)",
    re.IGNORECASE,
)
# how somebody is. Chinese words of degree stand here too: the packages print the published words of their bands in English only
STATE = re.compile(
    r"[轻中重]+度|情绪|心情|不稳定?|崩溃|绝望|痛苦|难过|悲伤|伤心|压抑|低落|恐惧|害怕|紧张|烦躁|暴躁|易怒|激动|冲动|失控|失眠|睡不|哭|脆弱|孤僻|想法极端|偏激"
    r"|emotion|mood|unstable|instab|distress|despair|hopeless|upset|sad(?:ness)?\b|cry(?:ing)?\b|cries|tearful|grie[fv]|afraid|fear|scared"
    r"|nervous|agitat|irritab|furious|fragile|vulnerab|insomnia|sleepless|overwhelm|impulsiv",
    re.IGNORECASE,
)


@functools.cache
def bands() -> re.Pattern[str]:
    """The published words of the instruments' own bands, as whole words: what a package calls severe cannot cross."""
    names = {n for code in codes() for scale in shipped(code).package.scales for b in scale.bands for n in b.names}
    words = "|".join(re.escape(n) for n in sorted(names, key=len, reverse=True))
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE) if words else re.compile(r"(?!)")


def caught(words: str) -> bool:
    return bool(TELLING.search(words) or STATE.search(words) or bands().search(words))
