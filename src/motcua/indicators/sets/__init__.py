"""Sets of indicators in force: kept as rows, put in force by packs, read by day."""
