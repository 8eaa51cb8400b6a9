"""Where alliances, agreements and addenda are filled in: their journeys and what each page shows beside its form."""
