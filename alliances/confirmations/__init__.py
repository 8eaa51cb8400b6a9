"""Each partner confirms its part in an alliance, or says what is not so, and is asked again when it changes."""
