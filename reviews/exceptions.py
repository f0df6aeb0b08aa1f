"""What can be refused in reviews, by name."""
