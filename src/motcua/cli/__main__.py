"""Entry: `python -m motcua.cli`, called by the `motcua` script."""

import sys

from motcua.cli.main import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
