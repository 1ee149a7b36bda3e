"""What the figures were measured on."""

from __future__ import annotations

import os
import platform
import subprocess
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

import psutil

PACKAGES = ("numpy", "scipy", "pyomo")
"""Beside the solvers, of which every run knows its own version."""


def machine_lines() -> list[str]:
    """Return machine, versions and date, a line each."""
    named = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    processor = named[0].split(":", 1)[1].strip() if named else platform.machine()
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in PACKAGES)
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=Path(__file__).parent, capture_output=True, text=True, check=False
    ).stdout.strip()
    memory = psutil.virtual_memory().total / 2**30
    return [
        f"Machine: {processor}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.release()}",
        f"Versions: Python {platform.python_version()}, {versions}; this program at {commit or 'no commit'}",
        f"Tables drawn on {datetime.now(UTC):%Y-%m-%d}",
    ]
