"""The semàfor: which contents an agreement has, what editors mark in its text, and all agreements together."""
