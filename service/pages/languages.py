"""English names of the languages in which things are named or trainings are held."""

from __future__ import annotations

_NAMES = {
    "ar": "Arabic", "de": "German", "en": "English", "es": "Spanish", "fr": "French", "it": "Italian",
    "mk": "Macedonian", "nl": "Dutch", "pt": "Portuguese", "ru": "Russian", "sq": "Albanian", "sr": "Serbian",
    "sr-latn": "Serbian (Latin)", "uk": "Ukrainian", "zh": "Chinese",
}  # fmt: skip


def language_name(tag: str) -> str:
    """Return the name of a language tag, or the tag."""
    return _NAMES.get(tag.lower(), tag)
