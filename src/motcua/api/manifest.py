"""What this face brings to the whole."""

from motcua.kernel.manifests import Manifest, PublicPage

MANIFEST: Manifest = (*map(PublicPage, ("api:live", "api:ready", "api:metrics", "api:search", "api:suggest")),)
