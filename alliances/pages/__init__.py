"""What the pages of alliances and agreements show: documents and readings as components take them."""
