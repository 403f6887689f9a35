"""The box that answers, asked through the real page: what it says, and whether that is right."""

import html
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

QUESTIONS = Path(__file__).with_name("answer_questions.yaml")
LABELS = {
    "TIME": "Thời hạn",
    "FEE": "Phí, lệ phí",
    "WAIVER": "Ai được miễn, giảm",
    "PAPERS": "Giấy tờ",
    "PLACE": "Nơi giải quyết",
    "RESULT": "Kết quả",
    "CONDITIONS": "Điều kiện",
    "WAYS": "Cách nộp",
    "LAW": "Căn cứ pháp lý",
    "DEADLINE": "Hạn của người dân",
    "VALIDITY": "Dùng được bao lâu",
}
LEADS = "Nơi làm việc này"
# The box that tells of all procedures who pays no fee or a lesser one.
SPARED = "Ai được miễn, giảm phí, lệ phí"
# Of the answers given at least so many are right, of all questions at most so many are answered wrongly, and of those
# that have an answer at least so many get it.
RIGHT, WRONG, ANSWERED = 0.95, 0.02, 0.80
SECTION = re.compile(r'<section[^>]*aria-labelledby="tra-loi".*?</section>', re.DOTALL)
FACT = re.compile(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", re.DOTALL)
CODE = re.compile(r'href="/thu-tuc/(\d\.\d{6})/')


@dataclass(frozen=True)
class Box:
    """What the page says before its hits: of which procedures, and the facts by their labels. Empty when nothing."""

    codes: Sequence[str]
    facts: Mapping[str, str]

    @classmethod
    def of(cls, page: str) -> "Box":
        section = SECTION.search(page)
        if section is None:
            return cls([], {})
        facts = {
            html.unescape(label): html.unescape(re.sub("<[^>]+>", " ", said))
            for label, said in FACT.findall(section[0])
        }
        if SPARED in section[0]:
            return cls([], {LABELS["WAIVER"]: html.unescape(re.sub("<[^>]+>", " ", section[0]))})
        return cls(CODE.findall(section[0].split("mc-facts")[0]), facts)

    @property
    def leads_to(self) -> str:
        return self.facts.get(LEADS, "")


def judged(question: Mapping[str, Any], box: Box) -> str:
    """«right», «wrong», «offered» (the right one among others, where one was meant), or «silent»."""
    meant, expect = question.get("procedures", []), question["expect"]
    is_answer = (
        len(box.codes) == 1 and box.codes[0] in meant and bool(box.facts.get(LABELS.get(question.get("fact", ""), "")))
    )
    offers = len(box.codes) > 1 and len(set(box.codes) & set(meant)) > 1
    is_right = {
        "ANSWER": is_answer,
        "OFFERS": offers,
        "EITHER": is_answer or offers,
        "SPARED": not box.codes and question.get("says", "-") in box.facts.get(LABELS["WAIVER"], ""),
        "LEADS": question.get("who", "-").lower() in box.leads_to.lower(),
        "SILENT": not box.facts,
    }[expect]
    if is_right:
        return "right"
    if not box.codes and not box.facts:
        return "silent"
    is_offered = expect == "ANSWER" and len(box.codes) > 1 and bool(set(box.codes) & set(meant))
    return "offered" if is_offered else "wrong"


def figures(ask: Callable[[str], str], part: str) -> dict[str, float]:
    """How good the answers to one part of the questions are; `ask` gives the page for what was typed."""
    questions = [one for one in yaml.safe_load(QUESTIONS.read_text(encoding="utf-8")) if one["part"] == part]
    counts: Counter[str] = Counter()
    for question in questions:
        outcome = judged(question, Box.of(ask(question["text"])))
        counts["kept silent" if question["expect"] == "SILENT" and outcome == "right" else outcome] += 1
    answerable = sum(one["expect"] != "SILENT" for one in questions)
    return {
        **{name: counts[name] for name in ("right", "wrong", "offered", "silent", "kept silent")},
        "questions": len(questions),
        "right of given": counts["right"] / max(1, counts["right"] + counts["wrong"]),
        "wrong of all": counts["wrong"] / len(questions),
        "answered": counts["right"] / answerable,
    }


def is_reached(found: Mapping[str, float]) -> bool:
    """Whether the answers are as good as they should be."""
    return found["right of given"] >= RIGHT and found["wrong of all"] <= WRONG and found["answered"] >= ANSWERED
