"""A voice that is answered: petitions (phản ánh, kiến nghị), from who sends one to the answer they accept."""
