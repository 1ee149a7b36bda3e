"""What a run leaves behind, and what is shown about it; the only rooms that write files besides the readers' own."""
