"""Writing an instance gives back, when read, exactly what was written."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from small_folder import FILES, WIDE_FILES, write_small_folder

from solver.instance import write
from solver.instance.instance import Instance
from solver.instance.read import read_instance
from solver.instance.write import header_text, instance_files, table_text, write_new_folder

NAMES = st.text(
    st.one_of(st.sampled_from(",\";'\n#* \u3000=|\\"), st.characters(exclude_categories=["Cc", "Cs"])),
    min_size=1,
    max_size=200,
).filter(str.strip)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


def again(instance: Instance) -> Instance:
    """Write an instance and read it."""
    with tempfile.TemporaryDirectory() as folder:
        write_new_folder(Path(folder) / "again", instance_files(instance))
        return read_instance(Path(folder) / "again")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Instance:
    """The small instance."""
    return read_instance(write_small_folder(tmp_path_factory.mktemp("write") / "small"))


def test_small_instance_comes_back(small: Instance) -> None:
    """All tables, keys in the same order, floats to the last bit, None as blank."""
    back = again(small)
    assert back == small
    assert list(back.duties) == list(small.duties)


def test_an_instance_with_every_table_comes_back(tmp_path: Path) -> None:
    """The options with their blanks, planned plants, and markets of every kind."""
    wide = read_instance(write_small_folder(tmp_path / "wide", WIDE_FILES))
    assert all(wide.table(name) for name in wide.table_names())
    assert again(wide) == wide


def test_files_of_an_instance_leave_out_empty_options(small: Instance) -> None:
    """The small instance has no merger pairs, and no file of them."""
    assert set(instance_files(small)) == set(FILES) - {"mandate.toml"}


def test_files_are_plain(small: Instance) -> None:
    """Whole numbers have no point, blanks are blank, and only text with commas is quoted."""
    assert table_text(type(small.firms["alpha"]), small.firms) == FILES["firms.csv"]
    assert table_text(type(small.programmes["school"]), small.programmes) == FILES["programmes.csv"]
    assert header_text(small.header) == FILES["instance.toml"]


@given(name=NAMES, title=NAMES, cash=NUMBERS)
@example(name="one\rtwo", title='a "title"\r\n', cash=-0.0)
@settings(max_examples=40, deadline=None)
def test_any_name_and_number_comes_back(small: Instance, name: str, title: str, cash: float) -> None:
    """Commas, quotes, line ends, formulas and scripts of all languages in names; numbers of any size."""
    alpha = small.firms["alpha"]
    named = type(alpha).model_validate({**dict(alpha), "name": name, "cash_mcny": cash, "credit_mcny": abs(cash)})
    header = type(small.header).model_validate({**dict(small.header), "title": title})
    instance = small.with_tables(header=header, firms={**small.firms, "alpha": named})
    assert again(instance) == instance


def test_a_failed_write_leaves_the_old_file(small: Instance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If a file cannot be put in place, what was there stays whole and nothing temporary is left."""
    folder = tmp_path / "small"
    write_new_folder(folder, instance_files(small))
    before = (folder / "payers.csv").read_text(encoding="utf-8")

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        write.write_text(folder / "payers.csv", "id,name\n")
    assert (folder / "payers.csv").read_text(encoding="utf-8") == before
    assert not [each.name for each in folder.iterdir() if each.name.startswith(".")]
