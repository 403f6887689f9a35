"""Reports that an agency puts together for itself: chosen, kept, shown, sent."""
