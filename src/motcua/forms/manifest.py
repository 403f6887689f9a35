"""What this room brings to the whole."""

from motcua.kernel.manifests import Manifest, PackFolder

MANIFEST: Manifest = tuple(map(PackFolder, ("forms", "lists", "field_groups", "declarations")))
