"""What is asked of the facts: numbers of somebody over some days, the points they make, the dossiers behind each."""
