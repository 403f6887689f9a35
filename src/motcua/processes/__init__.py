"""The internal process of a procedure: steps, who does them, how the statutory time is shared, and its soundness."""
