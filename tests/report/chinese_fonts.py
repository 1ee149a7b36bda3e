"""Whether documents can hold Chinese text: without a font for it the characters are drawn as boxes, and are no text."""

from __future__ import annotations

import shutil
import subprocess

import pytest


def is_missing() -> bool:
    """Return whether no font with Chinese characters is installed, as far as fontconfig can be asked."""
    ask = shutil.which("fc-list")
    if ask is None:
        return False
    return not subprocess.run([ask, ":lang=zh-cn"], capture_output=True, text=True, check=True).stdout.strip()


needs_chinese_font = pytest.mark.skipif(is_missing(), reason="no font with Chinese characters is installed")
