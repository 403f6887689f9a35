"""State of a dossier (`dossier`) and the work on it (`work`)."""

from motcua.dossiers.models.dossier import (
    IS_OPEN,
    ClockMark,
    Dossier,
    DossierFile,
    DossierPaper,
    DossierQuerySet,
    HistoryEntry,
    Party,
    Rating,
    ReceivedComponent,
    Rulebook,
    TrackingCode,
)
from motcua.dossiers.models.work import Consultation, Proposal, SiteCheck, SupplementItem, SupplementRequest, Task

__all__ = [
    "IS_OPEN",
    "ClockMark",
    "Consultation",
    "Dossier",
    "DossierFile",
    "DossierPaper",
    "DossierQuerySet",
    "HistoryEntry",
    "Party",
    "Proposal",
    "Rating",
    "ReceivedComponent",
    "Rulebook",
    "SiteCheck",
    "SupplementItem",
    "SupplementRequest",
    "Task",
    "TrackingCode",
]
