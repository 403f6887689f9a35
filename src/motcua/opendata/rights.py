"""Who may do what with datasets; how they are locked."""

from django.utils.translation import gettext as _

from motcua.kernel.conditions import Condition
from motcua.kernel.locks import Lock, Rank
from motcua.opendata.models import Dataset

DATASET = Lock(Dataset, Rank.SHARED, keeps_key=True)

IS_PUBLISHED = Condition(
    "not withdrawn",
    lambda dataset: _("Bộ dữ liệu này đã được gỡ xuống.") if dataset.is_withdrawn else "",
)
