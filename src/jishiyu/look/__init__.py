"""The page frame, design tokens, shared partials and charts of every face."""
