"""Before and after the signature: what each party of an agreement has to do, by when, and who has it."""
