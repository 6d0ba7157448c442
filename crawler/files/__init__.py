"""Files that articles offer, kept by digest: which are asked for, what they are, where they lie, what they say."""
