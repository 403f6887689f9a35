"""Dossiers in every state, told by the operations people use. Run inside a province: `python -m benchmarks.dossiers COUNT`."""

import os
import sys
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta

from motcua.cli import running

running.ready()

from django.db import connection  # noqa: E402 - Django must be up before its models are named

from motcua.cli import demonstration  # noqa: E402
from motcua.dossiers.models import Dossier  # noqa: E402
from motcua.dossiers.operations import results  # noqa: E402
from motcua.people.models import Account  # noqa: E402

NAMES = ["Hoàng Thị Bình", "Lăng Văn Cường", "Mã Thị Dung", "Ngô Văn Định", "Ô Thị Én", "Phan Văn Giang"]
CODES = ["1.004873", "1.001193", "2.000635", "1.000656"]
# Of each twenty: how many are returned, done, under way at each step, waiting to be drafted, and new at the counter.
# So much waits to be drafted that an inbox is a full page in a small province as in a large one: what is compared then
# is what more dossiers cost, not what more rows on a page do.
STEPS = [6] * 9 + [5, 4, 3, 2, 1] + [0] * 4 + [-1] * 2
EACH = 10


class Story(demonstration._Story):
    """One dossier after the other."""

    def one(self, number: int) -> None:
        """A dossier that came some days ago and got as far as its number says."""
        steps = STEPS[number % len(STEPS)]
        back = 20 + number % 300 if steps == 6 else 1 + number % 9
        begun = self.day(back, 8 + number % 7)
        self.count = 1_000 + number
        dossier = self.register(CODES[number % len(CODES)], NAMES[number % len(NAMES)], begun)
        if steps < 0:
            return
        self.accept(dossier, begun)
        end = self.work(dossier, steps, begun + timedelta(minutes=20))
        if steps == 6 and number % 3:
            receiver = results.Receiver(dossier.holder_name)
            results.return_result(dossier, receiver=receiver, by=self.people["motcua"], at=end + timedelta(hours=1))


def tell(numbers: list[int]) -> None:
    """A few dossiers, each operation in a transaction of its own as in life."""
    people = {
        email.split("@")[0]: Account.objects.get(email=email) for _role, _name, email, _post in demonstration.PEOPLE
    }
    story = Story(people, datetime.now(UTC))  # noqa: TID251 - the measurement's clock
    for number in numbers:
        story.one(number)


if __name__ == "__main__":
    missing = int(sys.argv[1]) - Dossier.objects.count()
    connection.close()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(tell, [list(range(n, min(n + EACH, missing))) for n in range(0, missing, EACH)]))
