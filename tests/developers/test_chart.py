"""The Helm chart names real settings, lints, and gives Kubernetes what its schemas know.

Helm and the schemas (100 MB of others' programs) are no part of the locks: the last test runs where somebody installed
helm-python-sdk and kubernetes-validate.
"""

import tomllib
from pathlib import Path

import pytest
import yaml

from tests.cli.test_settings_told import read_settings

pytestmark = pytest.mark.issue(17)

ROOT = Path(__file__).parents[2]
CHART = ROOT / "deploy" / "helm" / "mot-cua"
VALUES = yaml.safe_load((CHART / "values.yaml").read_text(encoding="utf-8"))
# What others may not read stands in a Secret.
SECRETS = {"DATABASE_URL", "DATABASE_OWNER_URL", "REPLICA_DATABASE_URL", "SECRET_KEY", "PKCS11_PIN"}


def test_its_settings_are_read_by_the_platform_and_none_is_secret():
    named = set(VALUES["settings"])
    assert named - read_settings() == set()
    assert {name for name in named if name in SECRETS or name.endswith(("_SECRET", "_PASSWORD", "_KEY"))} == set()


def test_its_version_is_the_platforms():
    chart = yaml.safe_load((CHART / "Chart.yaml").read_text(encoding="utf-8"))
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert (chart["appVersion"], VALUES["image"]) == (version, f"mot-cua:{version}")


def lint_and_render():
    """What Helm complains of, and the files it makes: by the values as they stand, and without what may be left out."""
    helm = pytest.importorskip("helm_python")
    report, chart = helm.lint(CHART, strict=True), helm.Chart.load(CHART)
    without = {"files": {"claim": ""}, "signingSecret": "", "ingress": {"enabled": False}}
    texts = [text for values in ({}, without) for text in chart.render(values, name="mc").values()]
    return [*report["messages"], *report["errors"]], texts


def test_it_lints_and_kubernetes_knows_all_that_it_makes():
    schemas = pytest.importorskip("kubernetes_validate")
    complaints, texts = lint_and_render()
    assert complaints == []
    made = [one for text in texts for one in yaml.safe_load_all(text) if one]
    kinds = {one["kind"] for one in made}
    assert kinds >= {"ConfigMap", "Deployment", "Ingress", "Job", "PodDisruptionBudget", "Service"}
    for one in made:
        schemas.validate(one, "1.30", strict=True)
    for one in made:
        if (pod := one.get("spec", {}).get("template", {}).get("spec")) is None:
            continue
        assert pod["securityContext"]["runAsNonRoot"]
        assert pod["automountServiceAccountToken"] is False
        [container] = pod["containers"]
        assert container["securityContext"]["readOnlyRootFilesystem"]
        given = {part["secretRef"]["name"] for part in container["envFrom"] if "secretRef" in part}
        assert (VALUES["ownerSecret"] in given) == (one["kind"] == "Job")
        mounted = {mount["name"] for mount in container["volumeMounts"]}
        assert mounted == {volume["name"] for volume in pod["volumes"]}
