"""The search box at the terminal: the same hits as the page. Imported once Django is up."""

from datetime import datetime
from json import dumps

from motcua.kernel.terminal import say
from motcua.kernel.text import local
from motcua.ui.hits import records


def search(*, text: str, kind: str, limit: int, json: bool, at: datetime) -> int:
    """Print hits best first; 1 when nothing was found."""
    day = local(at).date()
    hits = records(text, kind=kind, on=day, limit=limit)
    if json:
        say(dumps({"hits": hits}, ensure_ascii=False))
    else:
        for hit in hits:
            say(f"{hit['score']:7.3f}  {hit.get('code') or hit.get('number'):12}  {hit['title']}\n{'':9}{hit['url']}")
        if not hits:
            say("Không tìm thấy.")
    return 0 if hits else 1
