"""What this room brings to the whole: templates of results, and the paper made of them."""

from motcua.kernel.manifests import Kept, Manifest, PackFolder
from motcua.papers.rules import PaperKind
from motcua.results.rules import ResultDocument

MANIFEST: Manifest = (
    PackFolder("results"),
    PaperKind(ResultDocument),
    Kept("registers", "results.registerentry", beside=("results.registeredperson",)),
)
