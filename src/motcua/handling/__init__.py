"""The work on dossiers: tasks of the internal process, proposals, consultations, checks on site, inboxes, boards."""
