"""Segmented assistant commands put together by rule: what gold text lacks (شغّلّي, جيبلي, حطلها; قائمتي, موسيقاي).

Own lists. An utterance is a list of words, a word a list of (piece, class).
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from arabic_voice_cli.tokenize.segment import STEM

Word = list[tuple[str, str]]

COMMANDS = {  # imperative (masculine): its feminine
    "شغل": "شغلي", "جيب": "جيبي", "هات": "هاتي", "حط": "حطي", "سو": "سوي", "دور": "دوري", "افتح": "افتحي", "سكر": "سكري", "قفل": "قفلي",
    "طفي": "طفي", "رسل": "رسلي", "ارسل": "ارسلي", "أرسل": "أرسلي", "اكتب": "اكتبي", "اقرا": "اقري", "اقرأ": "اقرئي", "احجز": "احجزي", "اطلب": "اطلبي",
    "نزل": "نزلي", "حمل": "حملي", "وصل": "وصلي", "رتب": "رتبي", "ترجم": "ترجمي", "احسب": "احسبي", "صور": "صوري", "سجل": "سجلي", "احفظ": "احفظي",
    "كرر": "كرري", "طلع": "طلعي", "قول": "قولي", "قل": "قولي", "احكي": "احكي", "غني": "غني", "ضبط": "ضبطي", "ابحث": "ابحثي", "لخص": "لخصي",
    "فسر": "فسري", "شوف": "شوفي", "اختار": "اختاري", "طرش": "طرشي", "جهز": "جهزي", "بدل": "بدلي", "رجع": "رجعي", "دبر": "دبري", "ضف": "ضيفي",
    "ضيف": "ضيفي", "اعرض": "اعرضي", "زيد": "زيدي", "حضر": "حضري", "خل": "خلي", "اشتر": "اشتري", "دق": "دقي", "خبر": "خبري", "عط": "عطي",
}  # fmt: skip
INDIRECT = {"ي": "PRON_1S", "ه": "PRON_3MS", "ها": "PRON_3FS", "نا": "PRON_1P", "هم": "PRON_3MP", "ك": "PRON_2S", "كم": "PRON_2MP"}
DIRECT = {"ها": "PRON_3FS", "ه": "PRON_3MS", "هم": "PRON_3MP", "ني": "PRON_1S", "نا": "PRON_1P"}
OWNERS = {
    "ي": "PRON_1S",
    "ك": "PRON_2S",
    "ه": "PRON_3MS",
    "ها": "PRON_3FS",
    "نا": "PRON_1P",
    "هم": "PRON_3MP",
    "كم": "PRON_2MP",
    "ج": "PRON_2FS",
}
OWNED = {  # noun: before a pronoun
    "أغنية": "أغنيت", "اغنية": "اغنيت", "أغاني": "أغاني", "قائمة": "قائمت", "موسيقى": "موسيقا", "موسيقة": "موسيقت", "منبه": "منبه", "موعد": "موعد",
    "مواعيد": "مواعيد", "رسائل": "رسائل", "رسالة": "رسالت", "غرفة": "غرفت", "بيت": "بيت", "سيارة": "سيارت", "تلفون": "تلفون", "جوال": "جوال",
    "هاتف": "هاتف", "كتاب": "كتاب", "شغل": "شغل", "عمل": "عمل", "دوام": "دوام", "حساب": "حساب", "قناة": "قنات", "برنامج": "برنامج", "ملف": "ملف",
    "صور": "صور", "ألبوم": "ألبوم", "تذكير": "تذكير", "رحلة": "رحلت", "طلب": "طلب", "سلة": "سلت", "عنوان": "عنوان", "اسم": "اسم", "رقم": "رقم",
    "أم": "أم", "أبو": "أبو", "أخو": "أخو", "أخت": "أخت", "زوجة": "زوجت", "مرة": "مرت", "ولد": "ولد", "بنت": "بنت", "عيال": "عيال", "أهل": "أهل",
    "مكتب": "مكتب", "صالة": "صالت", "مطبخ": "مطبخ", "شاشة": "شاشت", "مكيف": "مكيف", "تقويم": "تقويم", "جدول": "جدول", "يوم": "يوم", "صوت": "صوت",
    "خدمة": "خدمت", "رصيد": "رصيد", "وقت": "وقت", "مدينة": "مدينت", "طريق": "طريق", "فلوس": "فلوس", "ملاحظات": "ملاحظات", "تنبيهات": "تنبيهات",
    "درب": "درب", "حبيب": "حبيب", "عم": "عم", "خال": "خال", "جد": "جد", "دواء": "دوائ", "أصدقاء": "أصدقائ", "ربع": "ربع", "تمرين": "تمرين",
}  # fmt: skip
THINGS = [
    "موسيقى هادية", "موسيقى عربية", "موسيقي كلاسيكية", "أغنية كويتية", "اغنية خليجية", "نشيد وطني", "فيلم هندي", "مسلسل كويتي", "كتاب صوتي", "قهوة عربي",
    "مطعم ياباني", "سورة الكهف", "سورة يوسف", "القرآن الكريم", "إذاعة القرآن", "نكتة", "قصة قصيرة", "آخر الأخبار", "نشرة الطقس", "درجة الحرارة", "الموعد",
    "المنبه", "منبه الساعة سبع", "مؤقت خمس دقايق", "التكييف", "الأنوار", "النور", "اللمبة", "باب الكراج", "الستارة", "التلفزيون", "قناة الجزيرة", "تاكسي",
    "تكسي", "أقرب صيدلية", "أقرب محطة بنزين", "رقم المطعم", "الطلب", "غداء", "عشا", "وجبة خفيفة", "قائمة التشغيل", "قائمة التسوق", "صوت المطر", "أغاني وطنية",
    "بودكاست جديد", "الحلقة الأخيرة", "برنامج ثمانية", "واتساب", "فيسبوك", "تيك توك", "يوتيوب", "شي حلو", "شوية ثلج", "كل الأغاني", "رحلة دبي", "وجهة جديدة",
]  # fmt: skip
NAMES = ["علي", "مهدي", "عبدالله", "عبدالرحمن", "فهد", "وليد", "كمال", "بدر", "لمى", "بسمة", "فاطمة", "وفاء", "هادي", "سامي", "لولوة", "نجلاء", "شوقي", "رمزي",
         "مكي", "تركي", "ماجد", "فيروز", "عبدالمجيد", "كاظم الساهر", "محمد عبده", "نوال الكويتية", "حسين الجسمي", "راشد الماجد", "بلقيس", "وائل كفوري", "بوخالد"]  # fmt: skip
ENDINGS = ["لو سمحت", "من فضلك", "الحين", "بسرعة", "اليوم", "باكر", "بكرة الصبح", "الساعة ستة", "بصوت عالي", "في الصالة", "بالمطبخ", "على السماعة", "عالسماعة", "بعد المغرب",
           "يوم الخميس", "كل يوم", "مرة ثانية", "للأطفال", "قبل النوم", "وقت الصلاة", "فالبيت", "بالسيارة"]  # fmt: skip
PROCLITICS = [
    ("ال", "DET"),
    ("بال", "PREP DET"),
    ("وال", "CONJ DET"),
    ("لل", "PREP DET"),
    ("فال", "PREP DET"),
    ("عال", "PREP DET"),
    ("هال", "DEM DET"),
]
OPENERS = ["ممكن", "أبي", "ابي", "أبغى", "ابغى", "أريد", "اريد منك", "ودي", "خلني", "ما أبي", "لا", "لو سمحت", "تكفى", "يلا", "الحين"]
KNOWN = {"ودي": [("ود", STEM), ("ي", "PRON_1S")], "خلني": [("خل", STEM), ("ني", "PRON_1S")], "منك": [("من", STEM), ("ك", "PRON_2S")],
         "بسرعة": [("ب", "PREP"), ("سرعة", STEM)], "بصوت": [("ب", "PREP"), ("صوت", STEM)]}  # fmt: skip


def words(phrase: str) -> list[Word]:
    """A phrase of the lists above, its articles and prepositions split as the gold text does."""
    return [_word(w) for w in phrase.split()]


def _word(word: str) -> Word:
    if word in KNOWN:
        return KNOWN[word]
    for letters, classes in PROCLITICS:
        if word.startswith(letters) and len(word) > len(letters) + 2:
            if letters == "ال":
                return [("ال", "DET"), (word[2:], STEM)]
            one, two = classes.split()
            article = letters[1:] if letters != "هال" else "ال"
            return [(letters[: -len(article)], one), (article, two), (word[len(letters) :], STEM)]
    return [(word, STEM)]


def command(rng: random.Random) -> Word:
    """An imperative with its objects: شغل, شغلها, شغلي (feminine), شغللي, شغليلي, جيبها لي is two words."""
    verb = rng.choice(sorted(COMMANDS))
    stem = COMMANDS[verb] if rng.random() < 0.3 else verb
    out: Word = [(stem, STEM)]
    kind = rng.random()
    if kind < 0.5:
        pronoun = rng.choice(["ي"] * 6 + sorted(INDIRECT))
        out = [(stem, STEM), ("ل", "PREP"), (pronoun, INDIRECT[pronoun])]
    elif kind < 0.7:
        pronoun = rng.choice(sorted(DIRECT))
        out.append((pronoun, DIRECT[pronoun]))
    return [("و", "CONJ"), *out] if rng.random() < 0.1 else out


def owned(rng: random.Random) -> Word:
    noun = rng.choice(sorted(OWNED))
    pronoun = rng.choice(["ي"] * 5 + sorted(OWNERS))
    stem = OWNED[noun]
    if stem in ("أبو", "أخو") and pronoun == "ي":
        pronoun = "ك"
    out: Word = [(stem, STEM), (pronoun, OWNERS[pronoun])]
    head = rng.random()
    return [("ب", "PREP"), *out] if head < 0.08 else [("ل", "PREP"), *out] if head < 0.14 else [("و", "CONJ"), *out] if head < 0.2 else out


def commands(count: int, seed: int = 0) -> Iterator[list[tuple[Word, str]]]:
    """Utterances, words with the kind of their stem or ""; the first word is most often the command."""
    rng = random.Random(seed)
    for _ in range(count):
        line: list[tuple[Word, str]] = []

        def add(phrase: list[Word], kind: str = "", line: list[tuple[Word, str]] = line) -> None:
            line += [(word, kind) for word in phrase]

        if rng.random() < 0.2:
            add(words(rng.choice(OPENERS)))
        add([command(rng)], "verb")
        part = rng.random()
        if part < 0.4:
            add([owned(rng)], "noun")
        elif part < 0.75:
            add(words(rng.choice(THINGS)))
        elif part < 0.9:
            if rng.random() < 0.4:
                add([[("على", STEM)]], "particle")
            add(words(rng.choice(NAMES)), "proper")
        if rng.random() < 0.25:
            if rng.random() < 0.5:
                add([[("و", "CONJ"), *command(rng)]], "verb")
            add([owned(rng)], "noun")
        if rng.random() < 0.4:
            add(words(rng.choice(ENDINGS)))
        yield line
