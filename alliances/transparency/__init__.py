"""The list of agreements that transparency law asks of each organisation: as a page, framed elsewhere, and as files.

Sources: Llei 19/2014, article 14 (date, parties, object, rights and obligations, term, changes, execution); Llei
19/2013, article 8.1.b (object, duration, changes, who is bound, economic obligations).
"""
