"""Languages: every message has its translation with the same blanks, and speaking one is over when it is over."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

import solver
from solver.language import LANGUAGES, Language, _, counted, speaking, spoken
from solver.report.wording import Figure, money_scale, number, percent

ROOT = Path(solver.__file__).parents[1]
KEYWORDS = {"_": None, "marked": None, "counted": (1, 2), "both": (1, 2)}
PLACEHOLDER = re.compile(r"\{(\w*)[^}]*\}")
TRANSLATIONS: list[Language] = [language for language in LANGUAGES if language != "en"]

Words = tuple[str, ...]
"""A message, or its forms for one and for many."""


@cache
def translations(language: Language) -> Catalog:
    with (ROOT / "solver" / "locale" / language.replace("-", "_") / "fanjuan.po").open("rb") as handle:
        return read_po(handle)


def words_of(text: str | list[str] | tuple[str, ...]) -> Words:
    return (text,) if isinstance(text, str) else tuple(text)


def translated(language: Language) -> Iterator[tuple[Message, Words, Words]]:
    for message in translations(language):
        if message.id:
            yield message, words_of(message.id), words_of(message.string)


@cache
def in_code() -> frozenset[Words]:
    with (Path(__file__).parents[1] / "babel.cfg").open() as handle:
        methods, options = parse_mapping_cfg(handle)
    found = extract_from_dir(
        ROOT,
        methods,
        options,
        keywords=KEYWORDS,
        directory_filter=lambda path: Path(path).is_relative_to(ROOT / "solver"),
    )
    return frozenset(words_of(message) for _file, _line, message, _comments, _context in found)


def test_messages_are_found_in_code_and_in_templates_of_pages() -> None:
    assert ("Plan found",) in in_code()
    assert ("{n} class", "{n} classes") in in_code()


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_every_message_has_a_translation_and_every_translation_a_message(language: Language) -> None:
    catalogue = {original for _message, original, _translation in translated(language)}
    assert in_code() - catalogue == set()
    assert catalogue - in_code() == set()


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_every_translation_is_there_and_sure(language: Language) -> None:
    for message, original, translation in translated(language):
        assert all(translation), original
        assert not message.fuzzy, original
    assert not translations(language).obsolete


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_translations_have_the_blanks_of_their_message(language: Language) -> None:
    for _message, original, translation in translated(language):
        blanks = set(PLACEHOLDER.findall(original[-1]))
        assert {form: set(PLACEHOLDER.findall(form)) for form in translation} == dict.fromkeys(translation, blanks)


def test_no_message_is_put_together_before_it_is_looked_up() -> None:
    # An f-string, a sum or what format() gives is another text each time: no catalogue has it.
    said = ("_", "marked", "counted", "both")
    for path in sorted((ROOT / "solver").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in said:
                first = node.args[0]
                is_formatted = isinstance(first, ast.Call) and isinstance(first.func, ast.Attribute)
                is_formatted = is_formatted and first.func.attr == "format"
                assert not is_formatted, (path.name, node.lineno)
                assert not isinstance(first, ast.JoinedStr | ast.BinOp), (path.name, node.lineno)


def test_a_language_is_spoken_for_a_while() -> None:
    assert spoken() == "en"
    with speaking("zh-CN"):
        assert _("Plan") == "方案"
        with speaking("en"):
            assert _("Plan") == "Plan"
        assert spoken() == "zh-CN"
    assert _("Plan") == "Plan"


def test_a_language_is_over_after_an_error() -> None:
    with pytest.raises(ValueError, match="stop"), speaking("zh-CN"):
        raise ValueError("stop")
    assert spoken() == "en"


def test_one_and_many_are_told_apart_where_the_language_does() -> None:
    assert [counted("{n} class", "{n} classes", n).format(n=n) for n in (0, 1, 2)] == [
        "0 classes",
        "1 class",
        "2 classes",
    ]
    with speaking("zh-CN"):
        assert [counted("{n} class", "{n} classes", n).format(n=n) for n in (1, 2)] == ["1个班", "2个班"]


def test_what_no_catalogue_has_is_said_as_it_is() -> None:
    with speaking("zh-CN"):
        assert _("A name from an instance") == "A name from an instance"
        assert _("") == ""


def test_a_number_keeps_its_value() -> None:
    # The text has two digits, the value all of them; a share in per cent is the share.
    figure = number(1234.5678, 2)
    assert isinstance(figure, Figure)
    assert (str(figure), figure.value, figure.decimals, figure.is_percent) == ("1,234.57", 1234.5678, 2, False)
    with speaking("zh-CN"):
        share = percent(0.1234, 1)
    assert isinstance(share, Figure)
    assert (str(share), share.value, share.is_percent) == ("12.3%", 0.1234, True)


def test_money_is_in_the_units_of_the_language() -> None:
    # 2,500 million are 2.5 billion and 25 times 100 million; half a million is 50 times 10,000.
    assert (money_scale([2500]).unit, money_scale([2500])(2500)) == ("CNY bn", 2.5)
    with speaking("zh-CN"):
        assert (money_scale([2500]).unit, money_scale([2500])(2500)) == ("亿元", 25)
        assert (money_scale([0.5]).unit, money_scale([0.5])(0.5)) == ("万元", 50)
