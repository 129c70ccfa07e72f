"""Hot topics (热点): what many speak of over days and weeks. No database."""

from jishiyu.sensing.topics.finding import find_topics
from jishiyu.sensing.topics.grams import alike
from jishiyu.sensing.topics.topic import Telling, Topic

__all__ = ["Telling", "Topic", "alike", "find_topics"]
