"""Segmented utterances put together by rule, about words that are two things: علي "on me" or the name, أبي "my father" or "I want"."""

from __future__ import annotations

import random
from collections.abc import Iterator

from arabic_voice_cli.tokenize.segment import STEM

from .commands import Word, words


def _listed(text: str, between: str = " ") -> list[str]:
    return text.split(between)


ME = ("ي", "PRON_1S")
ON_ME: Word = [("عل", STEM), ME]
ALI: Word = [("علي", STEM)]
BEFORE_ON_ME = _listed(
    "يجب وجب صعب سهل رد يرد ترد دق يدق تدق يتصل تتصل يسلم سلم عزيز غالي حرام يضحك تضحك ضحك يكذب تكذب كذب قص يقص تأخر تأخرت مر مرت يمر غريب جديد كثير كثيرة "
    "قليل خطر عرض عرضت وفر هان يهون أثر يؤثر يعتمد تعتمد اعتمدوا صاح يصيح زعل يزعل عصب يعصب نادى ينادي خاف يخاف تخافون دخل يدخل طلع غلط الدور الحق الواجب"
)
AFTER_ON_ME = [
    "أن أذهب",
    "أن أنام",
    "أن أتصل بهم",
    "اليوم",
    "الحين",
    "كثير",
    "بعدين",
    "من البيت",
    "بسرعة",
    "أمس",
    "كل يوم",
    "يا ناس",
    "والله",
    "",
    "",
    "",
]
BEFORE_ALI = _listed(
    "على|حق|مع|عند|كلم|وين|أين|يا|أخوي|ولدي|صديقي|السيد|الشيخ|محمد|أحمد|حسين|اسمه|متى يوصل|متى يجي|طرش رسالة حق|"
    "رقم|سيارة|بيت|موعد|عيد ميلاد|من هو|أرسل رسالة إلى|اتصل على|دق على",
    "|",
)
AFTER_ALI = ["بن أبي طالب", "عبدالله", "بن محمد", "في البيت", "جاي", "قال", "يقول", "الحين", "بسرعة", "لو سمحت", "", "", ""]
FAMILY = ("أب", "أخ", "أم", "والد", "والدت", "جد", "جدت", "عم", "خال", "ابن", "ابنت", "أخت", "اب", "اخ", "ام")
TO_FAMILY = [
    "اتصل|ب",
    "أرسل رسالة|ل",
    "اتصل|ب",
    "كلم|",
    "أين|",
    "ما رقم|",
    "أرسل رسالة إلى|",
    "متى موعد|",
    "مع|",
    "سيارة|",
    "في بيت|",
    "قل|ل",
    "هاتف|",
]
ASKING = ["ما اسم", "من", "من هو", "من هي", "أين", "كم عمر", "ما عدد", "منو", "شنو اسم", "متى ولد", "أعطني رقم", "ما عنوان", "كم سعر"]
ASKED = _listed(
    "مؤلف كاتب مخرج ممثل مغني مطرب ملحن مدير رئيس صاحب مالك بطل بطلت زوج زوجت ناشر مترجم شاعر مؤسس لاعب مدرب قائد سكان عاصمت مدينت سعر طول ارتفاع"
)
OF_IT = {"ه": "PRON_3MS", "ها": "PRON_3FS", "هم": "PRON_3MP"}
YOU = {"ك": "PRON_2S", "ه": "PRON_3MS", "ها": "PRON_3FS", "هم": "PRON_3MP", "كم": "PRON_2MP", "ج": "PRON_2FS"}


def saying(rng: random.Random) -> list[tuple[Word, str]]:
    """One utterance: words with the kind of their stem or ""."""
    kind = rng.random()
    if kind < 0.35:
        before, after = rng.choice(BEFORE_ON_ME), rng.choice(AFTER_ON_ME)
        head = words(rng.choice(["", "", "هذا الشي", "محد", "لا", "ليش", "قال", "كان", "الموضوع", "خله", "ما"]))
        return [*((w, "") for w in head), ([(before, STEM)], ""), (ON_ME, "particle"), *((w, "") for w in words(after))]
    if kind < 0.6:
        return [*((w, "") for w in words(rng.choice(BEFORE_ALI))), (ALI, "proper"), *((w, "") for w in words(rng.choice(AFTER_ALI)))]
    if kind < 0.75:
        before, _, preposition = rng.choice(TO_FAMILY).partition("|")
        mine: Word = [*(((preposition, "PREP"),) if preposition else ()), (rng.choice(FAMILY), STEM), ME]
        return [
            *((w, "") for w in words(before)),
            (mine, "noun"),
            *((w, "") for w in words(rng.choice(["", "", "الآن", "الحين", "الصغير"]))),
        ]
    if kind < 0.92:
        pronoun = rng.choice(sorted(OF_IT))
        return [*((w, "") for w in words(rng.choice(ASKING))), ([(rng.choice(ASKED), STEM), (pronoun, OF_IT[pronoun])], "noun")]
    pronoun = rng.choice(sorted(YOU))
    what: Word = [("ش", "WH"), (rng.choice(["سم", "اسم", "في", "عند", "راي"]), STEM), (pronoun, YOU[pronoun])]
    return [(what, "noun"), *((w, "") for w in words(rng.choice(["", "اليوم", "زعلان", "الفيلم", "الأغنية", "الحين"])))]


def sayings(count: int, seed: int = 0) -> Iterator[list[tuple[Word, str]]]:
    """Utterances."""
    rng = random.Random(seed)
    for _ in range(count):
        yield saying(rng)
