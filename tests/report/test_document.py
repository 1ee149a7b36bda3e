"""Reports for paper: pages with numbers and a title, tables that are not cut, and a cure where they cannot be made."""

from __future__ import annotations

import re
import sys
from io import BytesIO
from pathlib import Path

import pytest
from builders import build_mandate
from chinese_fonts import needs_chinese_font
from click.testing import CliRunner
from pypdf import PdfReader
from report_case import RUN, make_instance, make_result
from small_folder import write_small_folder

from solver.cli import cli
from solver.cli.exits import ExitCode
from solver.errors import ReportError
from solver.report.document import render_document, require
from solver.report.page import render_page
from solver.report.run_files import _boxes_sentence


def pages_of(body: str) -> list[str]:
    """Return the text of each page of a document, without blanks."""
    content = render_document(f"<!DOCTYPE html><html><body><main><h1>A case</h1>{body}</main></body></html>").content
    return ["".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages]


def table_of(name: str, rows: int) -> str:
    lines = "".join(f"<tr><th>{name}{number}</th><td class='number'>{number}</td></tr>" for number in range(rows))
    return f"<div class='scroll'><table><thead><tr><th>{name}Head</th></tr></thead><tbody>{lines}</tbody></table></div>"


def test_pages_have_numbers_and_all_but_the_first_a_running_title() -> None:
    pages = pages_of(table_of("row", 200))
    assert len(pages) > 2
    for number, text in enumerate(pages, start=1):
        assert f"{number}/{len(pages)}" in text
        assert "Acase" in text, "the first page has the title itself"


def test_a_long_table_goes_on_with_its_headings_on_each_page() -> None:
    pages = pages_of(table_of("row", 200))
    assert all("rowHead" in text for text in pages)
    assert "row0" in pages[0]
    assert "row199" in pages[-1]


def test_a_small_table_is_not_cut() -> None:
    # About 40 rows fit on a page: whatever stands above it, the table of ten rows is on one page.
    for above in (20, 24, 28, 32):
        pages = pages_of(f"{table_of('above', above)}{table_of('small', 10)}")
        assert [text.count("small9") for text in pages] == [text.count("small0") for text in pages]


@needs_chinese_font
def test_chinese_and_hostile_names_are_text_in_the_document() -> None:
    instance = make_instance(header={"title": "多晶硅 <b>bold</b> & =1+1"})
    page = render_page(instance, build_mandate(), make_result(instance), {**RUN, "log": ""}, "zh-CN", still=True)
    pages = PdfReader(BytesIO(render_document(page).content)).pages
    text = "".join("".join(each.extract_text().split()) for each in pages)
    assert "多晶硅<b>bold</b>&=1+1" in text
    assert "万元" in text or "亿元" in text


def test_without_weasyprint_the_cure_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(ReportError, match=r"needs WeasyPrint.*install it: pip install 'fanjuan\[pdf\]'"):
        require()


def test_without_weasyprint_nothing_is_solved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    folder = write_small_folder(tmp_path / "case")
    result = CliRunner().invoke(cli, ["solve", str(folder), "--pdf", "--out", str(tmp_path / "run")])
    assert result.exit_code == ExitCode.FAILED
    assert "pip install 'fanjuan[pdf]'" in result.stderr
    assert not (tmp_path / "run").exists()


def test_a_pdf_is_written_where_it_is_asked_for(tmp_path: Path) -> None:
    folder = write_small_folder(tmp_path / "case")
    result = CliRunner().invoke(cli, ["solve", str(folder), "--pdf", "--quiet", "--out", str(tmp_path / "run")])
    assert result.exit_code == ExitCode.SUCCESS, result.stderr
    assert (tmp_path / "run" / "report.pdf").read_bytes().startswith(b"%PDF")
    assert "has boxes" not in result.stderr


NO_FONT_HAS = "\ue123\ue124"
"""Characters for private use."""


def test_characters_that_no_font_has_are_found() -> None:
    page = f"<!DOCTYPE html><html><body><p>a {NO_FONT_HAS} b {NO_FONT_HAS}</p></body></html>"
    assert render_document(page).unknown_characters == NO_FONT_HAS
    assert render_document(page.replace(NO_FONT_HAS, "c")).unknown_characters == ""


def test_boxes_in_a_pdf_are_said_with_their_cure(tmp_path: Path) -> None:
    folder = write_small_folder(tmp_path / "case")
    facts = folder / "instance.toml"
    title = re.sub(r"(?m)^title = .*$", f'title = "A case {NO_FONT_HAS}"', facts.read_text(encoding="utf-8"))
    facts.write_text(title, encoding="utf-8")
    result = CliRunner().invoke(cli, ["solve", str(folder), "--pdf", "--quiet", "--out", str(tmp_path / "run")])
    assert result.exit_code == ExitCode.SUCCESS, result.stderr
    said = " ".join(result.stderr.split())
    assert f"({NO_FONT_HAS}); install a font that has them, such as Noto Sans CJK" in said
    assert "has boxes" not in result.stdout
    assert "has boxes in place of characters" in (tmp_path / "run" / "solve.log").read_text(encoding="utf-8")


def test_few_unknown_characters_stand_for_many() -> None:
    said = _boxes_sentence("".join(chr(0xE000 + place) for place in range(11)))
    assert said is not None
    assert f"{chr(0xE009)}…)" in said
    assert _boxes_sentence("") is None
