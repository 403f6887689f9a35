"""Loads whatever looks at a PDF made elsewhere: in its own process it can open nothing any more."""

import pkgutil
from contextlib import suppress
from importlib import import_module

from pyhanko import pdf_utils

import motcua.papers.foreign  # noqa: F401 - the readers themselves

for _found in pkgutil.walk_packages(pdf_utils.__path__, f"{pdf_utils.__name__}."):
    # Some tools want libraries that nobody here uses.
    with suppress(ImportError):
        import_module(_found.name)
