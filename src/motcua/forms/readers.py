"""Loads whatever a reader of files may load while it reads: in its own process it can open nothing any more."""

import encodings
import pkgutil
from contextlib import suppress
from importlib import import_module

import pi_heif
import pypdf
from PIL import Image

import motcua.forms.rules.files  # noqa: F401 - the readers themselves

Image.init()
for _package in (encodings, pypdf, pi_heif):
    for _found in pkgutil.walk_packages(_package.__path__, f"{_package.__name__}."):
        # Some codecs are another system's; some tools want libraries that nobody here uses.
        with suppress(ImportError, AttributeError):
            import_module(_found.name)
