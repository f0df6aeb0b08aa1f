"""Writing together: rooms in the event loop, one for each open document of this process."""
