"""What who leads an agency asks of it: what is late and where, who has how much, what changed, and why."""
