"""A plain government hotline: letters and calls of every subject."""

from jishiyu.packs.sdk import Pack
from jishiyu.packs.sdk import words as _
from jishiyu_packs.hotline.kinds import KINDS
from jishiyu_packs.hotline.lexicon import LEXICON

pack = Pack(code="hotline", name=_("Government hotline"), kinds=KINDS, lexicon=LEXICON)
