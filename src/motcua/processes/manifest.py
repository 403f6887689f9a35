"""What this room brings to the whole."""

from motcua.kernel.manifests import Manifest, PackFolder

MANIFEST: Manifest = (PackFolder("processes"),)
