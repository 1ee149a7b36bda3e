"""The language that reports and the terminal speak: English as written in the code, or a translation of it.

Messages are looked up when they are said and not when they are imported, so that one page can hold several languages.
Catalogues are the ``.po`` files of ``solver/locale``, read as they are.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Literal

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

Language = Literal["en", "zh-CN"]
LANGUAGES: Mapping[Language, str] = {"en": "English", "zh-CN": "简体中文"}
"""Each language that can be spoken, and what it calls itself."""

_SPOKEN: ContextVar[Language] = ContextVar("spoken", default="en")


def spoken() -> Language:
    """Return the language that is being spoken."""
    return _SPOKEN.get()


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Speak a language for a while."""
    before = _SPOKEN.set(language)
    try:
        yield
    finally:
        _SPOKEN.reset(before)


def _(message: str) -> str:
    """Return a message in the language that is being spoken; placeholders are filled by the caller."""
    # What catalogues have under nothing are their own facts.
    return message if spoken() == "en" or not message else catalogue(spoken()).gettext(message)


def counted(one: str, many: str, count: float) -> str:
    """Return the message for one or for many, in the language that is being spoken."""
    if spoken() == "en":
        return one if count == 1 else many
    return catalogue(spoken()).ngettext(one, many, round(count))


def marked(message: str) -> str:
    """Return a message as it is, marked for translation: what stands in tables of words is said later."""
    return message


def both(one: str, many: str) -> tuple[str, str]:
    """Return the messages for one and for many as they are, marked for translation as what :func:`counted` says."""
    return one, many


@cache
def catalogue(language: Language) -> gettext.NullTranslations:
    """Return the translations into a language."""
    source = files("solver") / "locale" / language.replace("-", "_") / "fanjuan.po"
    compiled = BytesIO()
    with source.open("rb") as handle:
        write_mo(compiled, read_po(handle))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
