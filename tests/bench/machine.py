"""What a process and its children use: processor time and memory, from /proc."""

from __future__ import annotations

import os
from pathlib import Path

TICK = 1e6 / os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            for child in task.read_text().split():
                found += family(int(child))
        except OSError:  # gone meanwhile
            continue
    return found


def cpu(pid: int) -> float:
    """Microseconds of processor time so far, of the process and its children."""
    total = 0.0
    for one in family(pid):
        try:
            fields = Path(f"/proc/{one}/stat").read_text().rsplit(") ", 1)[1].split()
        except OSError:
            continue
        total += (int(fields[11]) + int(fields[12])) * TICK
    return total


def memory(pid: int) -> float:
    """Kilobytes (1,000 bytes) that are this process's own share."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1.024
    return 0.0


def others(ours: float, seconds: float, before: float) -> float:
    """Processors that somebody else kept busy meanwhile. `before` from `busy`, `ours` in microseconds."""
    return max(0.0, (busy() - before - ours) / 1e6 / seconds)


def busy() -> float:
    """Microseconds of processor time the whole machine has spent so far."""
    user, nice, system, _idle, _wait, irq, softirq = (int(f) for f in Path("/proc/stat").read_text().split()[1:8])
    return (user + nice + system + irq + softirq) * TICK
