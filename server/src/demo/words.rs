//! The paper's own words around an article, in each of its languages. The widget's words are
//! Corrigenda's and come from there.

use jiff::civil::Date;

/// What the paper says around an article in one language.
pub(super) struct Words {
    /// BCP 47 tag.
    pub(super) lang: &'static str,
    /// Direction of writing, `ltr` or `rtl`.
    pub(super) dir: &'static str,
    /// The language's name in itself.
    pub(super) name: &'static str,
    /// The link that leads past the masthead.
    pub(super) skip: &'static str,
    /// What the sections are called together.
    pub(super) sections_label: &'static str,
    /// The names of `SECTIONS`.
    pub(super) sections: [&'static str; 4],
    /// Before an author.
    pub(super) by: &'static str,
    /// Whom the opening picture is by.
    pub(super) illustration: &'static str,
    /// The closing line: before the link, the link, after it; the keys follow, then the end.
    pub(super) prompt: [&'static str; 4],
    /// Above the articles that follow.
    pub(super) next: &'static str,
    /// The link to the published corrections.
    pub(super) corrections: &'static str,
    /// The motto.
    pub(super) policy: &'static str,
    /// As they stand in a date.
    months: [&'static str; 12],
}

/// The keys of the sections, in the order of the masthead and of `Words::sections`.
pub(super) const SECTIONS: [&str; 4] = ["news", "explained", "people", "culture"];

impl Words {
    /// The name of a section, by its key.
    pub(super) fn section(&self, key: &str) -> Option<&'static str> {
        let at = SECTIONS.iter().position(|section| *section == key)?;
        Some(self.sections[at])
    }

    /// A date as the language writes it.
    pub(super) fn date(&self, date: Date) -> String {
        let month = self.months[usize::from(date.month().unsigned_abs()) - 1];
        match self.lang {
            "zh" => format!("{}年{month}{}日", date.year(), date.day()),
            "uk" => format!("{} {month} {} року", date.day(), date.year()),
            _ => format!("{} {month} {}", date.day(), date.year()),
        }
    }
}

/// The words of a language; English for one that the paper does not print.
pub(super) fn words(lang: &str) -> &'static Words {
    [&UKRAINIAN, &ARABIC, &CHINESE]
        .into_iter()
        .find(|words| words.lang == lang)
        .unwrap_or(&ENGLISH)
}

static ENGLISH: Words = Words {
    lang: "en",
    dir: "ltr",
    name: "English",
    skip: "Skip to the text",
    sections_label: "Sections",
    sections: ["News", "Explained", "People", "Culture"],
    by: "By",
    illustration: "Illustration: The Lantern",
    prompt: [
        "To suggest a correction or clarification, ",
        "write to us",
        ". You can also highlight the text and press ",
        ".",
    ],
    next: "More from the Lantern",
    corrections: "Corrections",
    policy: "We print what we know, and we say so when we were wrong.",
    months: [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
};

static UKRAINIAN: Words = Words {
    lang: "uk",
    dir: "ltr",
    name: "Українська",
    skip: "До тексту статті",
    sections_label: "Рубрики",
    sections: ["Новини", "Пояснюємо", "Люди", "Культура"],
    by: "Текст:",
    illustration: "Ілюстрація: «Лантерн»",
    prompt: [
        "Щоб запропонувати виправлення чи уточнення, ",
        "напишіть нам",
        ". Також можна виділити текст і натиснути ",
        ".",
    ],
    next: "Читайте також",
    corrections: "Виправлення",
    policy: "Ми пишемо те, що знаємо, і визнаємо, коли помилилися.",
    months: [
        "січня",
        "лютого",
        "березня",
        "квітня",
        "травня",
        "червня",
        "липня",
        "серпня",
        "вересня",
        "жовтня",
        "листопада",
        "грудня",
    ],
};

static ARABIC: Words = Words {
    lang: "ar",
    dir: "rtl",
    name: "العربية",
    skip: "إلى نص المقال",
    sections_label: "الأقسام",
    sections: ["أخبار", "شرح", "وجوه", "ثقافة"],
    by: "بقلم",
    illustration: "رسم: «ذا لانترن»",
    prompt: [
        "لاقتراح تصحيح أو توضيح، ",
        "راسلنا",
        ". ويمكنك أيضًا تحديد النص والضغط على ",
        ".",
    ],
    next: "اقرأ أيضًا",
    corrections: "التصحيحات",
    policy: "ننشر ما نعرفه، ونعترف بالخطأ حين نخطئ.",
    months: [
        "يناير",
        "فبراير",
        "مارس",
        "أبريل",
        "مايو",
        "يونيو",
        "يوليو",
        "أغسطس",
        "سبتمبر",
        "أكتوبر",
        "نوفمبر",
        "ديسمبر",
    ],
};

static CHINESE: Words = Words {
    lang: "zh",
    dir: "ltr",
    name: "中文",
    skip: "跳到正文",
    sections_label: "栏目",
    sections: ["新闻", "解读", "人物", "文化"],
    by: "记者",
    illustration: "插图：《明灯报》",
    prompt: [
        "如需提出更正或说明，请",
        "写信给我们",
        "。您也可以选中文字并按 ",
        "。",
    ],
    next: "更多报道",
    corrections: "更正",
    policy: "我们报道所知之事；错了，就说明。",
    months: [
        "1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月",
    ],
};

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn dates_are_written_as_each_language_does() {
        let day = date(2026, 11, 23);
        for (lang, expected) in [
            ("en", "23 November 2026"),
            ("uk", "23 листопада 2026 року"),
            ("ar", "23 نوفمبر 2026"),
            ("zh", "2026年11月23日"),
        ] {
            assert_eq!(words(lang).date(day), expected);
        }
    }
}
