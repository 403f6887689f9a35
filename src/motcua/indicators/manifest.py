"""What this room brings to the whole."""

from motcua.kernel.lanes import Lane
from motcua.kernel.manifests import Figure, Job, Kept, Manifest, PackFolder, Topic
from motcua.kernel.speech import gettext_noop
from motcua.notices.rules import Channel, NoticeKind

MANIFEST: Manifest = (
    PackFolder("indicators"),
    *map(
        Figure,
        (
            "submitted",
            "submitted_online",
            "accepted",
            "not_accepted",
            "done_on_time",
            "done_late",
            "done_without_due_date",
            "returned",
            "withdrawn",
            "stopped",
            "rated",
            "stars",
        ),
    ),
    Job("count_demand", cron="7 * * * *", runs="motcua.indicators.operations:count_demand"),
    Kept("facts", "indicators.dossierfact", beside=("indicators.stepfact", "indicators.judgeddue")),
    NoticeKind(
        "leaders_week",
        gettext_noop("Tuần này ở %(agency)s: %(late)s hồ sơ quá hạn, %(week)s dự báo trễ"),
        gettext_noop("%(agency)s: %(late)s hồ sơ quá hạn, %(week)s dự báo trễ trong 7 ngày. Xem: %(link)s"),
        gettext_noop(
            "Tuần này ở %(agency)s: %(late)s hồ sơ quá hạn, trong đó %(silent)s chưa xin lỗi; %(week)s hồ sơ dự báo trễ"
            " trong 7 ngày tới; %(overloaded)s người quá tải; %(asked)s hồ sơ chưa được trả lời lấy ý kiến."
            " Tuần qua %(done_late)s hồ sơ xong trễ hạn."
        ),
        {"off": gettext_noop("Không muốn nhận thư này: %(off)s")},
        channels=frozenset({Channel.IN_APP, Channel.EMAIL}),
    ),
    NoticeKind(
        "line_contested",
        gettext_noop("Một chỉ số tháng %(month)s bị phản đối"),
        gettext_noop("Cán bộ phản đối chỉ số «%(line)s» tháng %(month)s, chờ trả lời. Xem: %(link)s"),
        gettext_noop(
            "Một cán bộ của ông/bà phản đối chỉ số «%(line)s» của mình trong tháng %(month)s, chờ ông/bà trả lời."
        ),
        channels=frozenset({Channel.IN_APP}),
    ),
    NoticeKind(
        "line_answered",
        gettext_noop("Phản đối chỉ số tháng %(month)s đã được trả lời"),
        gettext_noop("Phản đối chỉ số «%(line)s» tháng %(month)s đã được trả lời. Xem: %(link)s"),
        gettext_noop("Phản đối của ông/bà về chỉ số «%(line)s» tháng %(month)s đã được trả lời."),
        channels=frozenset({Channel.IN_APP}),
    ),
    Topic("indicators.leaders_week", gettext_noop("Báo lãnh đạo việc trong tuần")),
    Kept("contested_lines", "indicators.contestedline"),
    Kept("forecasts", "indicators.forecastday", since="made_at"),
    # Before work begins, 06:00 in Viet Nam.
    Job("forecast", cron="0 23 * * *", runs="motcua.indicators.forecasts.operations:forecast"),
    Job("keep_figures", cron="* * * * *", runs="motcua.indicators.operations:keep_figures", lane=Lane.SEARCH),
    Job("freeze_figures", cron="20 * * * *", runs="motcua.indicators.figures.operations:freeze_figures"),
    Job("freeze_agencies", cron="35 * * * *", runs="motcua.indicators.figures.operations:freeze_agencies"),
    Job("count_lasting", cron="12 * * * *", runs="motcua.indicators.figures.operations:count_lasting"),
)
