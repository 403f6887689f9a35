"""Entry: `python -m motcua.cli`, called by the `motcua` script."""

import gc
import sys

from motcua.cli.main import main

if __name__ == "__main__":
    # As in the web server: a command makes much that stays, tables of a migration and what packs hold.
    gc.set_threshold(20_000, 20, 50)
    sys.exit(main(sys.argv[1:]))
