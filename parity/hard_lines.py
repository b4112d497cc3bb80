"""The texts of the tokenizer tests, all of our own making: a corpus to train small tokenizers on, and 1,000 hard lines."""

import random

PLAIN = """
The harbour was quiet when the last ferry came in, and nobody on the pier said a word about the storm.
She counted the tickets twice, wrote 1,204 in the book, and locked the drawer.
"It isn't broken," he said; "you've only got to turn it the other way, haven't you?"
We're going to need more rope, they'll need more time, and I'd rather not wait for either.
Reviewers called the film slow, beautiful and far too long, but the audience loved its ending.
In 1987 the price was $3.50; by 2024 it had risen to $12.75, an increase of about 264%.
Please e-mail support@example.org or see https://example.org/help?topic=login&lang=en for details.
The committee's report, published on 14 March, recommends lower fees and longer opening hours.
Great phone, terrible battery. Would not buy again, although the camera is good.
Das Wetter war schlecht, aber die Straße führte über grüne Hügel bis zum Fluss.
Les élèves ont déjà mangé; où sont passées les crêpes que grand-mère avait préparées?
El niño pequeño soñaba con montañas azules y con un año lleno de canciones.
Москва проснулась рано, и первый снег лежал на крышах старых домов.
Η θάλασσα ήταν ήσυχη και ο άνεμος μύριζε θυμάρι και αλάτι.
今天的天气很好，我们一起去公园散步吧。
東京の駅で友達に会って、ラーメンを食べました。
오늘은 날씨가 좋아서 공원에서 책을 읽었습니다。
كان البيت صغيرا ولكن الحديقة كانت جميلة جدا.
הספר החדש נמצא על השולחן ליד החלון.
नमस्ते, आज मौसम बहुत अच्छा है।
วันนี้อากาศดีมากและเราไปเดินเล่น
def total(rows):\\n    return sum(row["price"] * row["count"] for row in rows if row is not None)
for (let i = 0; i < items.length; i++) { if (items[i] === undefined) continue; out.push(items[i].name) }
SELECT name, COUNT(*) FROM orders WHERE created_at >= '2024-01-01' GROUP BY name HAVING COUNT(*) > 10;
That was so good 😀 I laughed until I cried 😂👍 ten out of ten 🎉
""".strip().split("\n")


def corpus():
    """A few thousand sentences: the plain ones, and their words in new orders."""
    generator = random.Random(1)
    words = [line.split(" ") for line in PLAIN]
    shuffled = [" ".join(generator.sample(line, len(line))) for line in words for _ in range(60)]
    mixed = [" ".join(generator.choice(generator.choice(words)) for _ in range(12)) for _ in range(500)]
    return PLAIN * 20 + shuffled + mixed


CASES = [
    "", " ", "  ", "\t", "\n", "\r\n", " \n ", "\u00a0", "\u3000", "\u200b", "\ufeff", "\u0000", "\u0085",
    "a", " a", "a ", "  a", "a  b", "a   b    c", " a b ", "\ta\tb\n", "line\nline\r\nline\rline", "a\u00a0b", "a\u2003b\u2028c\u2029d",
    "don't DON'T don’t won''t 'tis y'all'd've 'S 'LL", "``quoted'' \"text\" «guillemets» “curly” ‘single’",
    "ΟΔΥΣΣΕΥΣ Σ ΑΣ. ΣΑΣΣ σας", "İstanbul ISTANBUL ıstanbul I\u0307", "ſtraße STRASSE ẞ ﬁ ﬂ ﬃ", "Ǆ ǅ ǆ Ŋ Ɐ",
    "café cafe\u0301 CAFÉ ÀÉÎÕÜ a\u0308o\u0308u\u0308 Ḁ\u0323", "Zalgo: z\u0335\u0321a\u0336\u0322l\u0337\u0323g\u0338\u0324o\u0335\u0325",
    "\u0301start with a mark", "e\u0301\u0302\u0303\u0304", "ñ n\u0303 Ñ N\u0303 å a\u030a Å \u212b", "한국어 \u1112\u1161\u11ab\u1100\u116e\u11a8",
    "½ ¼ ² ³ ① ⑳ Ⅷ ⅷ ٣٤٥ ४५६ １２３ 𝟙𝟚𝟛 𝔸𝕓", "1234567890 12,345.67 -3e-10 0x1F 1_000 v2.0.1 50% 3½ 10²",
    "ｆｕｌｌ　ｗｉｄｔｈ　ＴＥＸＴ！？", "㍿ ㌔ ℡ ™ ℃ Ω K Å ﷺ ㋿", "…‥․ ﹏ ＿ — – ‐ ‑ −", "\u00ad so\u00adft hy\u00adphen",
    "😀", "👍🏽", "👩‍👩‍👧‍👦", "🇩🇪🇫🇷🇯", "❤️ ❤ ☺️ ☹︎", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", "1️⃣ #️⃣ *️⃣", "a😀b😀😀c 😂👍🎉",
    "今天的天气很好", "東京の駅でラーメン", "日本語とEnglishのmixed文字列", "𠀀𠮷野家 𪚥", "丽 﨑 神 豈", "中文，标点。全角！「引用」『書名』【括号】", "ｶﾀｶﾅ ガ ｶﾞ",
    "مرحبا بالعالم", "مَرْحَبًا", "שָׁלוֹם עולם", "\u202eright to left\u202c and back", "نص عربي with English و٣ أرقام", "\u0627\u0644\u0644\u0647 ﷲ",
    "नमस्ते दुनिया", "क्षत्रिय ज्ञान श्री", "தமிழ் நாடு", "ภาษาไทยไม่มีช่องว่าง", "ខ្មែរ", "မြန်မာ", "ქართული ᲥᲐᲠᲗᲣᲚᲘ", "Հայերեն և", "ᏣᎳᎩ ꮳꮃꭹ",
    "zero\u200bwidth\u200cnon\u200djoiner\u2060word", "b\u0000e\u0001l\u0007l\u0008\u001b[31m\u007f", "\ufffd\ufffd replacement \uffff noncharacter", "\ue000 private \U000f0000",
    "[MASK]", "a [MASK] b", "the[MASK]end", " [MASK] ", "  [MASK]  x", "[CLS] [SEP] [PAD] [UNK]", "[mask] [Mask]", "<mask>", "a <mask> b", "the  <mask>  end", "<s>a</s>", "</s></s>", "<unk> <pad>",
    "<|endoftext|>", "a<|endoftext|>b <|endoftext|> c", "<|im_start|>user\nhi<|im_end|>\n", "<|begin_of_text|>x", "<0x0A> <0x41>", "▁", "a▁b ▁▁", "Ġ Ċ ĠĠ", "##ing ##", "[MASK", "MASK]", "<ma", "[[MASK]]", "[SEP][SEP][MASK]x[MASK]",
    "x" * 99, "x" * 100, "x" * 101, "y" * 500, "ab" * 200, "z " * 60, "!" * 80, "é" * 120, "字" * 50, "1" * 64, "." * 40, " " * 40, "\n" * 10, "a" + " " * 17 + "b", "\t\t\t\tindented", "-" * 33 + ">",
    "def f(x):\n    if x > 0:\n        return x ** 2  # square\n", "const a = (b) => ({ ...b, [c]: d?.e ?? 'f' })", "<p class=\"x\">&nbsp;&lt;b&gt;</p>", "{\"k\": [1, 2.5e3, null, true]}", "C:\\Users\\name\\file.txt /usr/bin/env", "$$E = mc^2$$ \\frac{a}{b} x_{i+1}",
    "https://example.org/a/b?c=d&e=%20f#g", "user.name+tag@example.co.uk", "@handle #hashtag RT: lol!!! :-) ;P <3 ^_^", "ALLCAPS camelCase snake_case kebab-case PascalCase", "e.g. i.e. U.S.A. Mr. O'Neil's 9-to-5",
]

ALPHABETS = [
    (0x20, 0x7E), (0x20, 0x7E), (0x61, 0x7A), (0x30, 0x39), (0xA0, 0xFF), (0x100, 0x24F), (0x370, 0x3FF), (0x400, 0x4FF), (0x590, 0x5F4), (0x600, 0x6FF),
    (0x900, 0x97F), (0xE00, 0xE5B), (0x1100, 0x11FF), (0x1E00, 0x1FFE), (0x2000, 0x206F), (0x2070, 0x218B), (0x2460, 0x24FF), (0x3000, 0x30FF), (0x4E00, 0x4FFF),
    (0xAC00, 0xACFF), (0xF900, 0xF9FF), (0xFB00, 0xFB4F), (0xFE00, 0xFE6B), (0xFF00, 0xFFEF), (0x1D400, 0x1D7FF), (0x1F300, 0x1F64F), (0x20000, 0x200FF), (0x0, 0x20), (0x300, 0x36F),
]  # fmt: skip
GAPS = [" "] * 12 + ["  ", "   ", "", "\n", "\t", "\u00a0", "\u3000", "\u200b", " \n", "-", ", ", ". ", "[MASK]", " <mask> ", "<|endoftext|>"]


def hard_lines(count=1000):
    """The cases above, then lines of random words: known words, random ones of one alphabet, and cases, with odd gaps."""
    generator = random.Random(2)
    words = [word for line in PLAIN for word in line.split(" ")]

    def word():
        kind = generator.random()
        if kind < 0.45:
            return generator.choice(words)
        if kind < 0.6:
            return generator.choice([str.upper, str.title, str.swapcase])(generator.choice(words))
        if kind < 0.9:
            first, last = generator.choice(ALPHABETS)
            return "".join(chr(generator.randint(first, last)) for _ in range(generator.randint(1, 6)))
        return generator.choice([case for case in CASES if len(case) < 20])

    lines = dict.fromkeys(CASES)
    while len(lines) < count:
        parts = [part for _ in range(generator.randint(1, 10)) for part in (word(), generator.choice(GAPS))]
        lines["".join(parts[: generator.randint(1, len(parts))])] = None
    return list(lines)
