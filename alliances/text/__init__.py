"""The text of agreements: amended part by part, in conflict, on two days, and what its parts are called."""
