"""The command `jishiyu`: run, import, sandbox, check and the rest."""
