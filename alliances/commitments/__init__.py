"""What organisations commit to put in."""
