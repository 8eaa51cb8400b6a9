"""Facts in the API’s write form to working copies: the one way in for forms and API."""
