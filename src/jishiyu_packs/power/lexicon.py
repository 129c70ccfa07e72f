"""The words by which a power company's chat groups are judged."""

from jishiyu.packs.sdk import Lexicon

LEXICON = Lexicon()
