"""What this room brings to the whole: the forms of the circulars on the one-stop mechanism, and a result."""

from motcua.kernel.manifests import FileReference, Job, Kept, Manifest
from motcua.papers.rules import (
    Apology,
    ControlSheet,
    DossierBook,
    IntakeRefusal,
    JournalAnchor,
    PaperKind,
    Receipt,
    ResultCertificate,
    StopNotice,
    SubmissionProof,
    SupplementRequest,
    UploadedResult,
)

MANIFEST: Manifest = (
    PaperKind(Receipt),
    PaperKind(SupplementRequest),
    PaperKind(IntakeRefusal),
    PaperKind(Apology),
    PaperKind(StopNotice),
    PaperKind(ControlSheet),
    PaperKind(DossierBook),
    PaperKind(SubmissionProof),
    PaperKind(ResultCertificate),
    PaperKind(JournalAnchor),
    Job("keep_anchor", cron="20 19 * * *", runs="motcua.papers.anchors:keep_anchor"),
    PaperKind(UploadedResult),
    FileReference("papers.paper.file"),
    Kept("papers", "papers.paper", beside=("papers.signingkey",)),
)
