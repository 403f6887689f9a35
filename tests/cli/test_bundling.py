"""The archive installs with no registry at hand, and is refused where it cannot be whole."""

import hashlib
import os
import re
import shutil
import sys
import tarfile

import pytest

from motcua.cli import bundling
from motcua.kernel.floors import ROOT
from motcua.kernel.terminal import Trouble
from tests.command import python

HERE = f"{sys.version_info.major}.{sys.version_info.minor}"


def pinned(name):
    """A library as our own lock pins it."""
    lock = (ROOT / "requirements.lock").read_text()
    return re.search(rf"^{name}==.*?(?=^[a-z])", lock, re.MULTILINE | re.DOTALL)[0]


@pytest.fixture
def tree(tmp_path):
    """As much of a source tree as our start needs, with one library and a command line that says it is there."""
    root = tmp_path / "tree"
    (root / "src/motcua/cli").mkdir(parents=True)
    shutil.copy(ROOT / "motcua", root / "motcua")
    (root / "requirements.lock").write_text(pinned("idna"))
    (root / "src/motcua/__init__.py").touch()
    (root / "src/motcua/cli/__init__.py").touch()
    (root / "src/motcua/cli/__main__.py").write_text("import idna\nprint(idna.encode('ví-dụ.vn'))\n")
    (root / "packs").mkdir()
    (root / "packs/chu.yaml").write_text("đủ dấu: có\n", encoding="utf-8")
    return root


def members(archive):
    with tarfile.open(archive) as opened:
        return {entry.name: opened.extractfile(entry).read() for entry in opened}


def test_a_bundle_installs_and_starts_where_no_registry_is(tree, tmp_path):
    archive = tmp_path / "mot-cua.tar.gz"
    bundling.pack(tree, archive, [HERE], bill="{}")
    there = tmp_path / "there"
    with tarfile.open(archive) as opened:
        opened.extractall(there, filter="data")
    code, said = python(there / "motcua/motcua", HOME=str(tmp_path), PIP_INDEX_URL="http://127.0.0.1:9/simple")
    assert (code, "xn--" in said) == (0, True), said
    assert os.access(there / "motcua/motcua", os.X_OK)


def test_every_file_of_a_bundle_has_its_sum_and_the_same_tree_gives_the_same_archive(tree, tmp_path):
    first, second = tmp_path / "1.tar.gz", tmp_path / "2.tar.gz"
    bundling.pack(tree, first, [HERE], bill="{}")
    bundling.pack(tree, second, [HERE], bill="{}")
    assert first.read_bytes() == second.read_bytes()
    packed = members(first)
    sums = dict(reversed(line.split("  ")) for line in packed.pop("motcua/SHA256SUMS").decode().splitlines())
    assert {f"motcua/{name}": told for name, told in sums.items()} == {
        name: hashlib.sha256(content).hexdigest() for name, content in packed.items()
    }
    assert "motcua/packs/chu.yaml" in packed


def test_a_library_that_is_not_the_locked_one_gives_no_archive(tree, tmp_path):
    lock = tree / "requirements.lock"
    lock.write_text(re.sub(r"sha256:[0-9a-f]{64}", f"sha256:{'0' * 64}", lock.read_text()))
    with pytest.raises(Trouble, match=HERE):
        bundling.pack(tree, tmp_path / "mot-cua.tar.gz", [HERE], bill="{}")
    assert list(tmp_path.glob("mot-cua*")) == []


def test_what_is_bundled_of_the_source_is_all_that_a_start_reads(tmp_path):
    for name in bundling.SOURCE:
        place = ROOT / name
        shutil.copytree(place, tmp_path / name) if place.is_dir() else shutil.copy(place, tmp_path / name)
    code, said = python("-m", "motcua.cli", cwd=tmp_path)
    assert code == 0, said
    assert "bundle" in said
