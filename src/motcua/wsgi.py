"""The application that the web server calls."""

import gc
import os
import signal
import sys
from importlib import import_module
from threading import Thread

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections

from motcua.kernel.children import end_with_parent
from motcua.kernel.frames import in_one_piece

# A server whose first process is killed leaves the port to the next one, at once: a worker that ends in order waits for
# the lines that are still open.
end_with_parent(by=signal.SIGKILL)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.settings.production")
application = in_one_piece(get_wsgi_application())
for database in connections.settings.values():
    database["PATIENCE"] = settings.PAGE_PATIENCE
# The pages: else the first visitor of a process waits until they are loaded.
import_module(settings.ROOT_URLCONF)
# The rooms can be imported only now that Django is up.
Thread(target=import_module("motcua.search.queries").warm, daemon=True).start()
import_module("motcua.search.keeping").begin()
Thread(target=import_module("motcua.kernel.confined").warm, daemon=True).start()

# What was loaded by now stays for good: looking through it again and again for litter only makes pages wait.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 50)
# Papers are drawn beside Python (motcua.papers): a thread that waits gets its turn after a millisecond, not five.
sys.setswitchinterval(0.001)
