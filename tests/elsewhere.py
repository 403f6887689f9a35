"""Work on a database connection of its own, which commits and sees only what is committed."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connection


def elsewhere(work):
    """Begin the work in a thread; the future gives what it gave or raises what it raised."""

    def run():
        try:
            return work()
        finally:
            connection.close()

    threads = ThreadPoolExecutor(1)
    future = threads.submit(run)
    threads.shutdown(wait=False)
    return future
