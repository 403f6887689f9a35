"""What this room brings to the whole: templates of results, and the paper made of them."""

from motcua.kernel.manifests import Kept, Manifest, PackFolder
from motcua.kernel.speech import gettext_noop
from motcua.papers.rules import PaperKind
from motcua.procedures.rules import NamedPart
from motcua.results.rules import ResultDocument

MANIFEST: Manifest = (
    PackFolder("results"),
    PaperKind(ResultDocument),
    NamedPart(
        "result_key",
        gettext_noop("Mẫu kết quả"),
        "motcua.results.queries:choices",
        lacks="motcua.results.queries:unasked",
    ),
    Kept("registers", "results.registerentry", beside=("results.registeredperson",)),
)
