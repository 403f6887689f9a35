"""What the law takes off the fee of a dossier because of who they are that it is for."""

from django.db import models

from motcua.dossiers.models.dossier import Dossier
from motcua.people.models import Account


class FeeReduction(models.Model):
    """A reduction that hangs on a person, as an official gave it: what the law says, by which paper it was seen."""

    dossier = models.OneToOneField(Dossier, on_delete=models.CASCADE, related_name="+")
    reduction = models.JSONField(help_text="as the version of the procedure says it: `procedures.rules.terms`")
    proof = models.CharField(max_length=500)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.dossier_id}"
