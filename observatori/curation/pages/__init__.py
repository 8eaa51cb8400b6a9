"""What the rooms of the staff show: records, documents and conversations as components take them."""
