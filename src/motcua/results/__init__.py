"""What the result of each procedure must say, where each word of it comes from, and the registers it is entered in."""
