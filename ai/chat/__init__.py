"""Pure rules of chat: the language of a question, reading a model's answer, answering without a model. No database."""

from ai.chat.answers import AnswerReader, ChatReference, ReadAnswer
from ai.chat.language import language_of
from ai.chat.phrases import phrase
from ai.chat.quoting import quoted_answer, telling_sentence

__all__ = [
    "AnswerReader",
    "ChatReference",
    "ReadAnswer",
    "language_of",
    "phrase",
    "quoted_answer",
    "telling_sentence",
]
