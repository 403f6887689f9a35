"""A version of a procedure as lines in words under headings, to be laid beside another."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from motcua.calendars.words import duration_words
from motcua.kernel.manifests import offered
from motcua.kernel.text import format_dong
from motcua.procedures.models import Channel, Component, ProcedureVersion
from motcua.procedures.queries import choices_of
from motcua.procedures.rules import NamedPart, Reception
from motcua.procedures.rules.tariffs import Scale, Tariff
from motcua.procedures.rules.terms import reduction_of
from motcua.procedures.words import tariff_words
from motcua.ui.procedure import reception_name
from motcua.ui.words import reduction_words, word


def told(version: ProcedureVersion, *, on: date) -> list[tuple[str, list[str]]]:
    """All that a version says, in the words in which it is read on a day."""
    cases = {one.key: one for one in version.questions.all()}

    def case(when: dict[str, list[str]]) -> str:
        """In which case, as it is asked."""
        said = []
        for key, values in when.items():
            question = cases.get(key)
            labels = {option["value"]: option["label"] for option in question.options} if question else {}
            said.append(f"{question.text if question else key} {', '.join(labels.get(one, one) for one in values)}")
        return _("trong trường hợp: %s") % "; ".join(said) if said else ""

    parts = [
        ("decision", [version.decision_number] if version.decision_number else []),
        ("agency", [*filter(None, (version.agency_name, version.competent_name, version.coordinating_name))]),
        ("summary", [version.summary] if version.summary else []),
        ("reception", list(_receiving(version, on))),
        ("channels", [_joined(_way(one), case(one.when)) for one in version.channels.all()]),
        ("reductions", [reduction_words(reduction_of(one)) for one in version.reductions]),
        ("questions", [f"{one.text} {' / '.join(o['label'] for o in one.options)}" for one in cases.values()]),
        ("components", [_joined(_paper(one), case(one.when)) for one in version.components.all()]),
        ("steps", list(version.steps)),
        ("conditions", list(version.conditions)),
        ("results", [one.get("name", "") for one in version.results] or [version.result_name]),
        ("legal_bases", [_joined(one.number, one.title) for one in version.legal_bases.all()]),
    ]
    return [(word("version_part", key), lines) for key, lines in parts]


def _joined(*said: str) -> str:
    return "; ".join(filter(None, said))


def _receiving(version: ProcedureVersion, on: date) -> Iterator[str]:
    """Who receives by which process, on which form and with which result; nothing where nobody does."""
    names = {key: choices_of(part, on=on) for key, part in offered(NamedPart).items()}
    for one in version.received if version.process_key else []:
        unit = _("phòng, bộ phận: %s") % one.unit_code if one.unit_code else ""
        process = names["process_key"].get(one.process_key, one.process_key)
        yield _joined(reception_name(one), one.note, unit, process, *_own_of(one))
    for key, part in offered(NamedPart).items():
        named = getattr(version, key)
        if named and key != "process_key":
            yield f"{_(part.label)}: {names[key].get(named, named)}"
    flags = {
        _("Dịch vụ công trực tuyến toàn trình"): version.is_full_online,
        _("Giải quyết ngay trong ngày"): version.is_same_day,
        _("Người nộp phải có mặt để ký khi nhận kết quả"): version.comes_in_person,
    }
    yield from (said for said, is_so in flags.items() if is_so)
    if version.partial_reason:
        yield _("Chỉ trực tuyến một phần: %s") % version.partial_reason


def _own_of(reception: Reception) -> Iterator[str]:
    """What differs where it is received there."""
    for kind, values in reception.channels.items():
        said = [duration_words(values["amount"], values.get("unit", ""))] if values.get("amount") is not None else []
        said += [format_dong(values["fee_dong"])] if values.get("fee_dong") is not None else []
        if said:
            yield f"{word('channel', kind)}: {_joined(*said)}"


def _way(channel: Channel) -> str:
    """Trực tuyến: 3 ngày làm việc; 8.000 đồng; nothing is said of what is not known but that."""
    time = duration_words(channel.amount, channel.unit) or channel.time_note or _("thời hạn chưa rõ")
    return f"{word('channel', channel.kind)}: {_joined(time, *_about(channel))}"


def _about(channel: Channel) -> Iterator[str]:
    if channel.amount is not None:
        yield channel.time_note
    if channel.fee_dong is not None:
        tariff = Tariff(channel.fee_dong, channel.fee_per, Scale.read(channel.fee_scale))
        yield tariff_words(tariff) if channel.fee_dong else _("không thu phí")
    else:
        yield _("Do Hội đồng nhân dân tỉnh quy định") if channel.is_fee_of_province else _("phí chưa rõ")
    yield channel.fee_note
    yield channel.fee_basis
    if channel.is_only_when_down:
        yield _("chỉ nhận khi nộp trực tuyến không được")


def _paper(component: Component) -> str:
    originals = ngettext("%d bản chính", "%d bản chính", component.originals) % component.originals
    copies = ngettext("%d bản sao", "%d bản sao", component.copies) % component.copies
    counts = [said for said, count in ((originals, component.originals), (copies, component.copies)) if count]
    told = {
        _("ghi chú"): component.is_note,
        _("không bắt buộc"): not component.is_required and not component.is_note,
        _("do tờ khai điện tử lập"): component.is_made_by_form,
        _("đã có trong cơ sở dữ liệu"): component.is_in_database,
        _("chỉ xuất trình"): component.is_shown_only,
    }
    marks = ", ".join([*counts, *(said for said, is_so in told.items() if is_so)])
    return _joined(f"{component.name} ({marks})" if marks else component.name, component.note)
