"""Chinese place names in letters, by Hanyu Pinyin with the readings and words that place names ask for."""

from __future__ import annotations

from typing import Final

from pypinyin import Style, lazy_pinyin, load_phrases_dict, load_single_dict

NAMES: Final = {
    "东莞市": "Dongguan",
    "中山市": "Zhongshan",
    "城区": "Chengqu District",
    "乳源瑶族自治县": "Ruyuan Yao Autonomous County",
    "连南瑶族自治县": "Liannan Yao Autonomous County",
    "连山壮族瑶族自治县": "Lianshan Zhuang and Yao Autonomous County",
}
"""Names that the rule below would get wrong."""

WORDS: Final = (
    ("壮族瑶族乡", "Zhuang and Yao Ethnic Township"),
    ("瑶族乡", "Yao Ethnic Township"),
    ("街道", "Subdistrict"),
    ("镇", "Town"),
    ("乡", "Township"),
    ("区", "District"),
    ("县", "County"),
    ("市", "City"),
)
"""Ending of a name and its English word; the first that fits counts."""

READINGS: Final = {
    "禺": "yú",
    "圳": "zhèn",
    "湴": "bàn",
    "塱": "lǎng",
    "莞": "guǎn",
    "长": "cháng",
    "都": "dū",
    "埔": "pǔ",
    "圩": "xū",
    "陂": "bēi",
    "曾": "zēng",
    "咀": "zuǐ",
    "浰": "lì",
    "篢": "gōng",
    "勒": "lè",
}
"""Readings of characters in Guangdong's place names that a dictionary lists second or not at all."""

PHRASES: Final = {
    "番禺": "pān yú",
    "大埔": "dà bù",
    "花都": "huā dū",
    "乐昌": "lè chāng",
    "乐从": "lè cóng",
    "礼乐": "lǐ lè",
    "禅城": "chán chéng",
    "新会": "xīn huì",
    "四会": "sì huì",
    "佛冈": "fó gāng",
    "黄陂": "huáng bēi",
    "塘厦": "táng xià",
}


def romanise(name: str) -> str:
    """Return the name in letters, with the English word for its rank: 东涌镇 -> Dongchong Town."""
    if name in NAMES:
        return NAMES[name]
    for ending, word in WORDS:
        if name.endswith(ending) and len(name) > len(ending):
            stem = name.removesuffix(ending)
            return f"{letters(stem)} {word}"
    return letters(name)


def letters(text: str) -> str:
    """Return one capitalised word in letters, an apostrophe before a syllable that opens with a vowel."""
    syllables = lazy_pinyin(text, style=Style.NORMAL, v_to_u=True)
    parts = [syllables[0], *(f"'{part}" if part[0] in "aeo" else part for part in syllables[1:])]
    return "".join(parts).capitalize() if parts else ""


load_single_dict({ord(character): reading for character, reading in READINGS.items()})
load_phrases_dict({phrase: [[part] for part in reading.split()] for phrase, reading in PHRASES.items()})
