"""The ground: operations, events, the journal, the outbox, time-bound data, files, text and packs."""
