"""What this room brings to the whole."""

from motcua.kernel.manifests import Manifest, PackFolder
from motcua.kernel.speech import gettext_noop
from motcua.procedures.rules import NamedPart

MANIFEST: Manifest = (
    PackFolder("processes"),
    NamedPart(
        "process_key",
        gettext_noop("Quy trình nội bộ"),
        "motcua.processes.queries:choices",
        unfit="motcua.processes.queries:unfit",
    ),
)
