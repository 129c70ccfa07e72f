"""The words by which letters to a hotline are judged."""

from jishiyu.packs.sdk import Lexicon

LEXICON = Lexicon()
