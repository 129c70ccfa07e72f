"""Document packs: a letter and lists, each list a named view over rows under the office's own headings. An office adds
one by a small file."""
