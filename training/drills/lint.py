"""What would trap a learner in a scenario. Looks at every state that can be reached, not only at the drawing."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from training.drills.story import State, Story

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

MOST_STATES = 20_000


@dataclass(frozen=True, slots=True)
class Finding:
    """grave: it cannot be published like this."""

    scene: str
    message: str | _StrPromise
    grave: bool = True


def lint(story: Story) -> list[Finding]:
    if story.start not in story.scenes:
        return [Finding(story.start, _("There is no first scene."))]
    found = [
        Finding(scene.id, _("A choice leads to a scene that does not exist: %(to)s.") % {"to": c.to})
        for scene in story.scenes.values() for c in scene.choices if c.to not in story.scenes
    ]
    unknown = [
        Finding(scene.id, _("A condition or an effect names a variable that does not exist."))
        for scene in story.scenes.values() for c in scene.choices
        if {*c.effects, *(k.name for k in c.conditions)} - set(story.variables)
    ]
    if found or unknown:
        return [*found, *unknown]
    reached = _reached(story)
    found += [Finding(name, _("No way leads to this scene.")) for name in story.scenes if name not in reached]
    loops = sorted(name for name in reached if not _ends(story, name))
    found += [Finding(name, _("From here no ending can be reached: a loop without a way out.")) for name in loops]
    found += _states(story)
    endings = [s for s in story.scenes.values() if s.is_ending]
    if len(endings) < 2:
        found.append(Finding(story.start, _("A scenario wants at least two endings."), grave=False))
    for scene in story.scenes.values():
        if any(not t.get(lang) for t in (scene.text, *(c.text for c in scene.choices)) for lang in ("zh-hans", "en")):
            found.append(Finding(scene.id, _("One language is missing here."), grave=False))
    return found


def _reached(story: Story) -> set[str]:
    seen, waiting = {story.start}, deque([story.start])
    while waiting:
        for choice in story.scenes[waiting.popleft()].choices:
            if choice.to not in seen:
                seen.add(choice.to)
                waiting.append(choice.to)
    return seen


def _ends(story: Story, name: str) -> bool:
    seen, waiting = {name}, deque([name])
    while waiting:
        scene = story.scenes[waiting.popleft()]
        if scene.is_ending:
            return True
        for choice in scene.choices:
            if choice.to not in seen:
                seen.add(choice.to)
                waiting.append(choice.to)
    return False


def _states(story: Story) -> list[Finding]:
    """With the conditions in mind: where nothing is open any more, and from where every way goes round for ever."""
    first = story.begin()
    seen: set[State] = {first}
    before: dict[State, set[State]] = {}
    stuck: set[str] = set()
    ended: list[State] = []
    waiting = deque([first])
    while waiting:
        state = waiting.popleft()
        if story.scenes[state.scene].is_ending:
            ended.append(state)
            continue
        choices = story.open(state)
        if not choices:
            stuck.add(state.scene)
        for choice in choices:
            following = story.step(state, choice.id)
            if following is None:
                continue
            before.setdefault(following, set()).add(state)
            if following not in seen:
                if len(seen) >= MOST_STATES:
                    return [Finding(story.start, _("The scenario has too many states to be checked. Use fewer or coarser variables."))]
                seen.add(following)
                waiting.append(following)
    free = set(ended)
    back = deque(ended)
    while back:
        for earlier in before.get(back.popleft(), ()):
            if earlier not in free:
                free.add(earlier)
                back.append(earlier)
    lost = {s.scene for s in seen - free} - stuck
    visited = {s.scene for s in seen}
    return [
        *(Finding(n, _("A learner can arrive here with no choice open: a dead end.")) for n in sorted(stuck)),
        *(Finding(n, _("A learner can arrive here in a state from which no ending is open.")) for n in sorted(lost)),
        *(Finding(n, _("The conditions never let anybody come here.")) for n in story.scenes if n not in visited and n in _reached(story)),
    ]
