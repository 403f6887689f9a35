"""The application that the web server calls."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.settings.production")
application = get_wsgi_application()

# What was loaded by now stays for good: looking through it again and again for litter only makes pages wait.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 50)
