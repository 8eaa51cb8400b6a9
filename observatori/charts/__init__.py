"""Charts drawn on the server: pure functions of data give what the templates of `templates/charts` draw as SVG.

No colour or shape says what is not also written: each chart stands beside a text with the same data.
"""
