"""The expiry radar: what ends and when, who must act, and the calendars that tell it.

`days` is pure; `keeping` writes what it says as milestones; `horizon` reads them for an organisation or the staff.
"""
