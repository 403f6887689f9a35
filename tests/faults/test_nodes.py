"""Two web nodes and a worker, each on a folder of its own, files in an object store: the whole job, and its death."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time

import pytest

from benchmarks.kills import rows
from benchmarks.province import ROOT, _answers, free_port
from tests.journeys.conftest import PASSWORD, opened_chromium
from tests.journeys.test_main_job import PDF, act, fill_page, finish, press
from tests.objects import ObjectStore

pytestmark = [pytest.mark.faults, pytest.mark.issue(17)]

WAITS = 120


class Node:
    """A machine of the platform: its own folder, its own port, the settings that all share."""

    def __init__(self, name, province, folder, shared):
        self.name, self.folder, self.port, self.process = name, folder / name, free_port(), None
        self.folder.mkdir()
        self.address = f"http://127.0.0.1:{self.port}"
        self.environment = {**province.environment, "MOTCUA_DATA": str(self.folder), **shared}

    def begin(self, *words):
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "motcua.cli", *words],
                cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def serve(self):
        self.begin("serve", "--port", str(self.port), "--workers", "1")
        while not _answers(self.port):
            assert self.process.poll() is None, self.log()
            time.sleep(0.1)

    def end(self):
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def command(self, *words):
        done = subprocess.run([sys.executable, *words], cwd=ROOT, env=self.environment, capture_output=True, text=True,
                              check=False)  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    def log(self):
        return (self.folder / "log").read_text(errors="replace")[-3000:]


@pytest.fixture(scope="module")
def store():
    with ObjectStore() as one:
        yield one


@pytest.fixture(scope="module")
def nodes(province, store, tmp_path_factory):
    """Nodes A and B with the keys by reference; the worker has neither keys nor files of its own."""
    folder = tmp_path_factory.mktemp("nodes")
    shutil.copytree(province.folder / "signing", folder / "keys")
    # Whoever was killed before in this province left the same citizen more drafts than one may have.
    shared = {**store.environment, "DRAFTS_MAX": "100000", "DRAFTS_MAX_BYTES": str(2**40)}
    keys = {"SIGNING_KEYS": str(folder / "keys")}
    a, b = (Node(name, province, folder, {**shared, **keys}) for name in "ab")
    worker = Node("worker", province, folder, shared)
    code, said = worker.command("-m", "motcua.cli", "files", "bring", str(province.folder / "files"))
    assert code == 0, said
    try:
        a.serve()
        b.serve()
        worker.begin("worker")
        yield a, b, worker
    finally:
        for node in (a, b, worker):
            node.end()
        # What was handed in meanwhile lies in the store alone; the others of this province read it in its folder.
        code, said = worker.command("-m", "motcua.cli", "files", "send", str(province.folder / "files"))
    assert code == 0, said


@pytest.fixture(scope="module")
def chromium():
    """One of this file's own: in a fixture from elsewhere its loop would run on until the last of all tests."""
    with opened_chromium() as browser:
        yield browser


@pytest.fixture
def visit(chromium):
    """A browser of one's own at a node; «127.0.0.1» is one host to it, so that a session goes on at the other node."""
    contexts = []

    def open_at(node, who=None):
        contexts.append(chromium.new_context(viewport={"width": 1280, "height": 800}, base_url=node.address))
        page = contexts[-1].new_page()
        page.set_default_timeout(60_000)
        if who:
            page.goto("/dang-nhap/")
            page.fill("input[name=login]", f"{who}@langson.example")
            page.fill("input[name=password]", PASSWORD)
            page.click("main button[type=submit]")
            page.wait_for_url(lambda url: "/dang-nhap/" not in url)
        return page

    yield open_at
    for context in contexts:
        context.close()


def until(holds, said):
    over = time.monotonic() + WAITS
    while not holds():
        assert time.monotonic() < over, said()
        time.sleep(0.5)


def links_of(page, part):
    addresses = [link.get_attribute("href") or "" for link in page.locator("main a").all()]
    return list(dict.fromkeys(address for address in addresses if part in address))


def apply_with_paper(page):
    """An application in whose case a paper is handed in."""
    page.goto("/nop-ho-so/1.004873/")
    if page.locator("select[name=place]").count():
        page.select_option("select[name=place]", "06187")
    page.check("main form input[name=da-cap][value=roi]")
    fill_page(page)
    press(page, "Bắt đầu")
    finish(page)


def upload(page, address):
    """One more paper, that was not handed in before."""
    page.goto(address)
    paper = {"name": "khac.pdf", "mimeType": "application/pdf", "buffer": PDF + b"\n%% khac"}
    page.locator("main input[type=file]").first.set_input_files(paper)
    page.get_by_role("button", name="Tiếp tục", exact=False).click()


def test_the_whole_job_on_two_nodes_with_the_store_killed_in_the_middle(nodes, store, visit, province):  # noqa: PLR0915
    a, b, worker = nodes
    citizen = visit(a, "congdan")
    apply_with_paper(citizen)
    press(citizen, "Nộp hồ sơ")
    reference = citizen.url.rstrip("/").split("/")[-1]
    assert reference.startswith("NT")

    # What was handed in at A, and the paper that A drew, are read at B, in the session begun at A.
    citizen.goto(f"{b.address}/ho-so/{reference}/")
    papers = links_of(citizen, "/giay/")
    assert papers
    proof = citizen.request.get(f"{b.address}{papers[0]}")
    assert (proof.status, proof.body()[:4]) == (200, b"%PDF")

    counter = visit(b, "motcua")
    counter.goto(f"/lam-viec/ho-so/{reference}/")
    handed_in = links_of(counter, "/tep/")
    assert handed_in
    assert counter.request.get(f"{b.address}{handed_in[0]}").body() == PDF
    act(counter, reference, "tiep-nhan")
    code = counter.locator("h1 .mc-code").inner_text().strip()

    second = visit(a, "congdan")
    apply_with_paper(second)
    files_page = second.url.replace("/xem-lai/", "/giay-to/")

    # The store is killed: «not now» at either node, other pages as ever, and nothing is taken that is not kept.
    known = rows(province, "SELECT count(*) FROM kernel_storedfile")
    store.kill()
    for node in (a, b):
        away = citizen.request.get(f"{node.address}{papers[0]}", max_redirects=0)
        assert (away.status, away.headers["retry-after"]) == (503, "60")
        assert "Chưa làm được lúc này" in away.text()
        assert citizen.request.get(f"{node.address}/").status == 200
        assert citizen.request.get(f"{node.address}/health/ready").status == 503
    with second.expect_response(lambda answer: answer.request.method == "POST") as refused:
        upload(second, files_page)
    assert refused.value.status == 503
    second.get_by_text("Máy chủ chưa nhận được. Tự gửi lại sau ít giây.").wait_for()
    assert rows(province, "SELECT count(*) FROM kernel_storedfile") == known
    store.start()
    until(lambda: citizen.request.get(f"{a.address}/health/ready").status == 200, a.log)
    assert citizen.request.get(f"{b.address}{papers[0]}").body() == proof.body()

    # The page that waited sends the paper again by itself, and goes on.
    second.wait_for_url(re.compile("/xem-lai/"))
    press(second, "Nộp hồ sơ")
    assert second.url.rstrip("/").split("/")[-1].startswith("NT")

    # Drafted and signed at A, issued at B, opened at B, verified by a stranger at either.
    clerk = visit(a, "tuphap")
    act(clerk, code, "soan-ket-qua", outcome="GRANTED")
    act(clerk, code, "hoan-thanh")
    act(visit(b, "tuphap2"), code, "hoan-thanh")
    act(visit(a, "lanhdao"), code, "ky")
    act(visit(b, "vanthu"), code, "phat-hanh")
    citizen.goto(f"{b.address}/ho-so/{code}/")
    assert "Đã trả kết quả" in citizen.inner_text("main")
    verified = citizen.get_by_role("link", name="Xác thực", exact=True).all()[-1].get_attribute("href")
    verified = re.sub(r"^https?://[^/]+", "", verified)
    for node in (a, b):
        stranger = visit(node)
        stranger.goto(verified)
        assert "Hệ thống có phát hành giấy mang mã này" in stranger.inner_text("main")
        for paper in links_of(citizen, "/giay/"):
            opened = citizen.request.get(f"{node.address}{paper}")
            assert (opened.status, opened.body()[:4]) == (200, b"%PDF"), paper

    # The worker, which has no folder of theirs, sends the mail.
    waiting = "SELECT count(*) FROM kernel_outboxmessage WHERE state <> 'SENT' AND topic <> 'search.rebuild'"
    until(lambda: rows(province, waiting) == [(0,)], worker.log)
    # Nothing lies in a folder of a node, and everything that is known lies in the store.
    assert not any((node.folder / "files").exists() for node in nodes)
    code, said = worker.command("-m", "motcua.cli", "files", "send", str(worker.folder / "moi-thu"))
    assert code == 0, said


NEW_WORD = """
from motcua.cli import running
running.ready()
from django.utils import timezone
from motcua.search.engine import ExpressionText
from motcua.search.models import Expression
from motcua.search.operations import replace_expressions
known = [ExpressionText(one.text, one.means, one.procedures, one.articles) for one in Expression.objects.all()]
new = ExpressionText("chiec la lien doan", [], ["1.004873"])
replace_expressions(expressions=[*known, new], by=None, at=timezone.now())
"""


def test_what_changes_in_the_database_is_found_on_every_node(nodes, visit):
    a, b, worker = nodes
    stranger = visit(a)
    found = "/thu-tuc/?q=chiec+la+lien+doan"

    def is_found(node):
        return 'href="/thu-tuc/1.004873/"' in stranger.request.get(f"{node.address}{found}").text()

    for node in (a, b):
        until(lambda node=node: stranger.request.get(f"{node.address}{found}").status == 200, node.log)
        assert not is_found(node)
    code, said = worker.command("-c", NEW_WORD)
    assert code == 0, said
    for node in (a, b):
        until(lambda node=node: is_found(node), node.log)
    until((worker.folder / "search" / "procedure" / "CURRENT").exists, worker.log)
