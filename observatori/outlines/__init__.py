"""«Esborrany a partir d’aquest»: a new agreement or addendum begun from one that is registered."""
