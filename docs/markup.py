"""Every kind of page of a running demonstration, held against the Nu Html Checker (W3C).

./motcua demo &
npm pack vnu-jar && tar xzf vnu-jar-*.tgz
.venv/bin/python docs/markup.py http://localhost:8000 package/build/dist/vnu.jar

Walks the links from where each role begins, once for each kind of address, in both languages; says what the checker
says and where. Needs Java for the checker alone.
"""

import json
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

from lxml import html

PASSWORD = "LangSon@2026"  # noqa: S105 - of the demonstration, printed at every start
BEGINNINGS = {
    "": [
        "/", "/thu-tuc/", "/thu-tuc/?q=khai+sinh", "/thu-tuc/?q=zzzz", "/thanh-phan",
        "/su-kien/sinh-con/", "/khong-co-trang-nay/", "/?tieng=en",
    ],
    "congdan": ["/", "/ho-so/", "/tai-khoan/", "/nop-ho-so/1.001193/", "/nop-ho-so/1.004873/"],
    "motcua": ["/lam-viec/", "/lam-viec/tiep-nhan/1.001612/", "/lam-viec/tiep-nhan/1.001193/"],
    "tuphap": ["/lam-viec/", "/lam-viec/don-vi/"],
    "lanhdao": ["/lam-viec/"],
    "vanthu": ["/lam-viec/"],
    "giamdoc": ["/lam-viec/don-vi/"],
    "kiemsoat": ["/lam-viec/danh-muc/"],
    "quantri": ["/lam-viec/can-bo/", "/lam-viec/suc-khoe/", "/lam-viec/cai-dat/"],
}  # fmt: skip
# So many pages of one kind, and so many of one role.
SAME, MOST = 3, 150
LEAVES = re.compile(r"/dang-xuat/|\.(pdf|xlsx|csv|xml|json|png|ics)(\?|$)|[?&](hien|mat-do)=")


def kind_of(address: str) -> str:
    """The address without what names one thing: codes, numbers, the end of long words."""
    parts = urlsplit(address)
    asked = sorted({pair.split("=")[0] for pair in parts.query.split("&")} if parts.query else [])
    return re.sub(r"/[^/]*\d[^/]*(?=/|$)", "/*", parts.path) + "?" + "&".join(asked)


def visitor(base: str, who: str) -> OpenerDirector:
    """Somebody with cookies of their own, signed in."""
    opener = build_opener(HTTPCookieProcessor(CookieJar()))
    if who:
        page = html.fromstring(opener.open(urljoin(base, "/dang-nhap/")).read())
        form = page.xpath("//main//form[.//input[@type='password']]")[0]
        fields = {**dict(form.form_values()), "login": f"{who}@langson.example", "password": PASSWORD}
        opener.open(urljoin(base, form.action or "/dang-nhap/"), urlencode(fields).encode())
    return opener


def page_at(opener: OpenerDirector, address: str) -> bytes | None:
    """The page, also one that says no; nothing where it is no page."""
    try:
        answer = opener.open(address, timeout=60)
    except HTTPError as error:
        answer = error
    if "text/html" not in (answer.headers.get("content-type") or ""):
        return None
    content: bytes = answer.read()
    return content


def walk(base: str, who: str, folder: Path) -> int:
    """Write every kind of page this role comes to; how many."""
    opener, seen = visitor(base, who), Counter[str]()
    waiting = [urljoin(base, one) for one in BEGINNINGS[who]]
    done: set[str] = set()
    while waiting and len(done) < MOST:
        address = waiting.pop(0)
        kind = kind_of(address)
        if address in done or seen[kind] >= SAME:
            continue
        done.add(address)
        seen[kind] += 1
        content = page_at(opener, address)
        if content is None:
            continue
        name = re.sub(r"[^\w.-]+", "_", f"{who}{urlsplit(address).path}_{urlsplit(address).query}")[:150]
        (folder / f"{name}.html").write_bytes(content)
        for link in html.fromstring(content).xpath("//a/@href"):
            target = urljoin(address, link).partition("#")[0]
            if target.startswith(base) and not LEAVES.search(target):
                waiting.append(target)
    return len(done)


def main(base: str, checker: str) -> int:
    """Walk, check, print each kind of fault once with the pages that have it; 1 where there is one."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pages = sum(walk(base, who, folder) for who in BEGINNINGS)
        asked = ["java", "-Xss4m", "-jar", checker, "--format", "json", "--exit-zero-always", str(folder)]
        said = json.loads(subprocess.run(asked, capture_output=True, check=True).stderr)  # noqa: S603
    faults = defaultdict(list)
    for one in said["messages"]:
        faults[one["type"], one["message"]].append((Path(one["url"]).name, one.get("extract", "")))
    lines = []
    for (kind, message), places in sorted(faults.items(), key=lambda item: -len(item[1])):
        lines.append(f"{kind}: {message} ({len(places)})")
        lines += [f"    {place}: {' '.join(extract.split())[:160]}" for place, extract in places[:3]]
    lines.append(f"{pages} pages, {sum(map(len, faults.values()))} findings of {len(faults)} kinds")
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1].rstrip("/"), sys.argv[2]))
