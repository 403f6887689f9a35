"""The bill of materials names every locked library, as it is installed."""

import json
from importlib.metadata import version

import pytest

from motcua.cli import sbom
from motcua.kernel.floors import ROOT
from motcua.kernel.terminal import Trouble

HASH = "a" * 64
LOCK = f"""# made by a tool
psycopg[binary]=={version("psycopg")} \\
    --hash=sha256:{HASH} \\
    --hash=sha256:{"b" * 64}
    # via motcua
certifi=={version("certifi")} ; python_version > "3" \\
    --hash=sha256:{"c" * 64}
"""


def test_every_locked_library_stands_there_with_version_licence_and_hashes(tmp_path):
    """What the schema of CycloneDX 1.6 requires, and what makes the bill of use."""
    assert sbom.sbom(file=tmp_path / "bom.json") == 0
    made = json.loads((tmp_path / "bom.json").read_text())
    assert (made["bomFormat"], made["specVersion"], made["version"]) == ("CycloneDX", "1.6", 1)
    assert made["serialNumber"].startswith("urn:uuid:")
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    assert len(made["components"]) == sum("==" in line and not line.startswith((" ", "#")) for line in lines) > 50
    for one in made["components"]:
        assert {"type", "name", "version", "purl", "hashes", "licenses"} <= set(one), one["name"]
        assert one["type"] == "library"
        assert one["licenses"], one["name"]
        assert all(found["alg"] == "SHA-256" and len(found["content"]) == 64 for found in one["hashes"])
        assert one["hashes"], one["name"]
    refs = [one["bom-ref"] for one in made["components"]]
    assert len(set(refs)) == len(refs)


def test_a_lock_is_read_with_its_hashes_and_without_its_comments():
    assert sbom.locked(LOCK) == {
        ("psycopg", version("psycopg")): [HASH, "b" * 64],
        ("certifi", version("certifi")): ["c" * 64],
    }


def test_the_same_lock_gives_the_same_bill_and_another_one_another():
    assert sbom.bill(LOCK, version="1") == sbom.bill(LOCK, version="1")
    other = sbom.bill(LOCK.replace(HASH, "d" * 64), version="1")
    assert other["serialNumber"] != sbom.bill(LOCK, version="1")["serialNumber"]


@pytest.mark.parametrize(("line", "said"), [("khong-co-that==1.0", "chưa được cài"), ("certifi==0.1", "đang cài")])
def test_what_is_not_installed_as_locked_is_said_and_not_listed(line, said):
    with pytest.raises(Trouble, match=said):
        sbom.bill(line, version="1")
