"""What this face brings to the whole."""

from motcua.kernel.manifests import Manifest, PublicPage

MANIFEST: Manifest = (PublicPage("ui:gallery"),)
