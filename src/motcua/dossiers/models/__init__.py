"""State of a dossier (`dossier`), what its filer is asked for (`supplement`), what its fee is less by (`reduction`)."""

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
from motcua.dossiers.models.reduction import FeeReduction
from motcua.dossiers.models.supplement import AnswerDraft, EarlierDeclaration, SupplementItem, SupplementRequest

__all__ = [
    "IS_OPEN",
    "AnswerDraft",
    "ClockMark",
    "Dossier",
    "DossierFile",
    "DossierPaper",
    "DossierQuerySet",
    "EarlierDeclaration",
    "FeeReduction",
    "HistoryEntry",
    "Party",
    "Rating",
    "ReceivedComponent",
    "Rulebook",
    "SupplementItem",
    "SupplementRequest",
    "TrackingCode",
]
