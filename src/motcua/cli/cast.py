"""Who plays in the story of a year: citizens with an account, and officials of every unit it needs."""

from datetime import timedelta
from functools import cache
from random import Random

from django.db import IntegrityError, transaction
from django.utils import timezone

from motcua.cli.demonstration import PASSWORD, PLACE
from motcua.cli.synthetic import Person, person
from motcua.dossiers.models import Dossier
from motcua.handling.queries import process_of, unit_for
from motcua.kernel.text import local
from motcua.organization.models import Place, Post, Unit
from motcua.organization.rules import AnyDuty, Duty
from motcua.people.models import Account
from motcua.people.operations import create_account, give_post
from motcua.people.rights import holders_of
from motcua.people.rules import AccountKind
from motcua.processes.rules import StepKind

SEED = "Lạng Sơn"
AT_A_COUNTER = 25

# The communes of the story, and how many of a hundred file there. Anybody may sign in as the officials of the first.
COMMUNES = {PLACE: 38, "05986": 8, "05977": 7, "06184": 6, "06385": 6, "06529": 4, "06040": 3, "06325": 3}


class Cast:
    """Those who live and work in the story: each is made when first needed, and found again the next time."""

    def __init__(self) -> None:
        self._citizens: dict[tuple[str, int], tuple[Account, Person]] = {}
        self._officials: dict[tuple[int, AnyDuty], Account] = {}

    def citizen(self, counter: str, draw: Random) -> tuple[Account, Person]:
        """One of the people with an account who come to a counter."""
        which = (counter, draw.randrange(AT_A_COUNTER))
        if which not in self._citizens:
            place = place_of(counter)
            who = person(Random(f"{SEED}/{which}"), place=place.full_name)  # noqa: S311 - a story, no secret
            account = Account.objects.filter(id_number=who.id_number, is_demonstration=True).first()
            self._citizens[which] = (account or _settle(who, place), who)
        return self._citizens[which]

    def official(self, duty: AnyDuty, unit: Unit) -> Account:
        """Who holds this duty in this unit; where nobody does, somebody is given the first post that carries it."""
        if (unit.pk, duty) not in self._officials:
            self._officials[unit.pk, duty] = _holder(duty, unit) or _appoint(duty, unit)
        return self._officials[unit.pk, duty]

    def signatory(self, dossier: Dossier) -> Account:
        """Who signs for the agency that handles a dossier."""
        return self._of_step(dossier, StepKind.SIGN, Duty.SIGN)

    def clerk(self, dossier: Dossier) -> Account:
        """Who keeps the signature of the agency that handles a dossier."""
        return self._of_step(dossier, StepKind.ISSUE, Duty.ISSUE)

    def _of_step(self, dossier: Dossier, kind: StepKind, duty: AnyDuty) -> Account:
        step = next(step for step in process_of(dossier).steps if step.kind == kind)
        return self.official(duty, unit_for(dossier, step, on=local(timezone.now()).date()))


def _settle(who: Person, place: Place) -> Account:
    return create_account(
        kind=AccountKind.CITIZEN, password=PASSWORD, full_name=who.name, id_number=who.id_number, born_on=who.born_on,
        address=who.address, place=place, is_demonstration=True, by=None, at=timezone.now(),
    )  # fmt: skip


def _holder(duty: AnyDuty, unit: Unit) -> Account | None:
    return next(iter(holders_of(duty, unit_id=unit.pk, on=local(timezone.now()).date())), None)


def _appoint(duty: AnyDuty, unit: Unit) -> Account:
    try:
        with transaction.atomic():
            return _appointed(duty, unit)
    except IntegrityError:
        # Another process that tells its share appointed the same official.
        found = _holder(duty, unit)
        if found is None:
            raise
        return found


def _appointed(duty: AnyDuty, unit: Unit) -> Account:
    now = timezone.now()
    post: Post = next(one for one in unit.posts.on(local(now).date()).order_by("pk") if one.has(duty))
    handle = f"{post.code}.{unit.code}.{unit.agency.code}"
    who = person(Random(f"{SEED}/{handle}"), place=place_of(PLACE).full_name)  # noqa: S311 - a story
    account = create_account(
        kind=AccountKind.OFFICIAL, password=PASSWORD, full_name=who.name, id_number=who.id_number,
        email=f"{handle}@langson.example", is_demonstration=True, by=None, at=now,
    )  # fmt: skip
    give_post(account, post=post, valid_from=local(now).date() - timedelta(days=400), by=None, at=now)
    return account


@cache
def receiving_unit(place: str) -> Unit:
    """The counter of a commune, or of the province for its agencies."""
    centre = f"ttpvhcc-{place}" if place in COMMUNES else "ttpvhcc-tinh"
    return Unit.objects.select_related("agency").get(agency__code=centre, code="mot-cua")


@cache
def place_of(code: str) -> Place:
    """A commune by its code; for anything of the province, the ward where its agencies are."""
    return Place.objects.filter(code=code).first() or Place.objects.get(code=PLACE)
