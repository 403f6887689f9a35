"""What this room brings to the whole: the forms of the circulars on the one-stop mechanism, and a result."""

from motcua.kernel.manifests import FileReference, HealthPart, Job, Kept, Manifest
from motcua.kernel.speech import gettext_noop
from motcua.papers.rules import (
    Apology,
    ControlSheet,
    IntakeRefusal,
    JournalAnchor,
    PaperKind,
    Receipt,
    ResultCertificate,
    ReturnProof,
    StopNotice,
    SubmissionProof,
    SupplementRequest,
    UploadedResult,
)
from motcua.papers.rules.books import DossierBook

MANIFEST: Manifest = (
    PaperKind(Receipt),
    PaperKind(SupplementRequest),
    PaperKind(IntakeRefusal),
    PaperKind(Apology),
    PaperKind(StopNotice),
    PaperKind(ControlSheet),
    PaperKind(DossierBook),
    PaperKind(SubmissionProof),
    PaperKind(ReturnProof),
    PaperKind(ResultCertificate),
    PaperKind(JournalAnchor),
    Job("keep_anchor", cron="20 19 * * *", runs="motcua.papers.anchors:keep_anchor"),
    PaperKind(UploadedResult),
    HealthPart("keys", gettext_noop("Khóa ký"), "motcua.papers.health:keys", is_vital=True),
    HealthPart("anchors", gettext_noop("Mốc nhật ký"), "motcua.papers.health:anchors", asks_database=False),
    FileReference("papers.paper.file"),
    Kept("papers", "papers.paper", beside=("papers.signingkey", "papers.revocation", "papers.revocationlist")),
)
