"""The files in `deploy/` are whole, and whoever fills them in is told of every name in them."""

import re
import shutil
import subprocess
from string import Template

import pytest
import yaml

from motcua.kernel.floors import ROOT

DEPLOY = ROOT / "deploy"
TEMPLATES = ["etcd/etcd.conf", "patroni/patroni.yml", "haproxy/haproxy.cfg"]


def filled(name):
    template = Template((DEPLOY / name).read_text())
    return template.substitute(dict.fromkeys(template.get_identifiers(), "127.0.0.1:1"))


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_name_to_fill_in_is_set_in_the_guide(name):
    guide = (DEPLOY / "README.md").read_text()
    before = guide[: guide.index(f"envsubst < deploy/{name}")]
    said = set(re.findall(r"(?<=[ \n])([A-Z]+[A-Z0-9_]*)=", before[before.rindex("```\n") :]))
    assert set(Template((DEPLOY / name).read_text()).get_identifiers()) <= said


def test_a_leader_that_falls_silent_is_known_before_it_may_come_back():
    """What Patroni asks of its times, or two could lead at once."""
    times = yaml.safe_load(filled("patroni/patroni.yml"))["bootstrap"]["dcs"]
    assert times["loop_wait"] + 2 * times["retry_timeout"] <= times["ttl"]
    assert times["synchronous_mode"] is True


@pytest.mark.skipif(not shutil.which("haproxy"), reason="haproxy is not installed")
def test_haproxy_reads_its_file(tmp_path):
    settings = tmp_path / "haproxy.cfg"
    settings.write_text(filled("haproxy/haproxy.cfg").replace("port 127.0.0.1:1", "port 1"))
    done = subprocess.run(["haproxy", "-c", "-f", settings], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.issue(17)
@pytest.mark.skipif(not shutil.which("nginx") or not shutil.which("openssl"), reason="nginx is not installed")
def test_nginx_reads_its_file(tmp_path):
    key, certificate = tmp_path / "web.key", tmp_path / "web.pem"
    making = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=x", "-keyout", key]
    subprocess.run([*making, "-out", certificate], check=True, capture_output=True)
    site = (DEPLOY / "nginx/motcua.conf").read_text().replace("/etc/motcua/", f"{tmp_path}/")
    (tmp_path / "site.conf").write_text(site)
    settings = tmp_path / "nginx.conf"
    settings.write_text(f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{\n    include {tmp_path}/site.conf;\n}}\n")
    done = subprocess.run(["nginx", "-t", "-c", settings], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
