"""What the figures were measured on."""

from __future__ import annotations

import os
import platform
import subprocess
from datetime import UTC, datetime
from functools import cache
from importlib import metadata
from pathlib import Path

import psutil

import solver

PACKAGES = ("numpy", "scipy", "pyomo")
"""Beside the solvers, of which every run knows its own version, as it knows the commit of this program."""


@cache
def commit() -> str:
    """Return which commit of this program is at hand, marked if the program differs from it; empty without any."""

    def git(*words: str) -> subprocess.CompletedProcess[str]:
        folder = Path(solver.__file__).parent
        return subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=False)

    known = git("rev-parse", "--short", "HEAD").stdout.strip()
    return f"{known}+" if known and git("diff", "--quiet", "HEAD", "--", ".").returncode else known


def machine_lines() -> list[str]:
    """Return machine, versions and date, a line each."""
    named = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    processor = named[0].split(":", 1)[1].strip() if named else platform.machine()
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in PACKAGES)
    memory = psutil.virtual_memory().total / 2**30
    return [
        f"Machine: {processor}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.release()}",
        f"Versions: Python {platform.python_version()}, {versions}",
        f"Tables drawn on {datetime.now(UTC):%Y-%m-%d}",
    ]
