"""What people speak of in such groups, word by word in classes of one meaning, so that what is learnt of one word of a
class holds for the others. General speech, that of Hunan and of its neighbours; a word stands under the meaning it has
most often in chat."""

from jishiyu_packs.power.concepts import people, speech, states, things

_SAID = things.SAID | states.SAID | people.SAID | speech.SAID
CONCEPTS = {name: tuple(said.split()) for name, said in _SAID.items()}
