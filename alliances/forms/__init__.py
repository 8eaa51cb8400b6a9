"""The forms of alliances, agreements and addenda, one for each step."""
